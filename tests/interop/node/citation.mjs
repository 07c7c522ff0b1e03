// Print a bibliography's items as CSL-JSON, read with citation-js, which is told the format: left
// to guess, it takes a RIS file for BibTeX if a title in it has "@article{".
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.INTEROP_MODULES);
const { Cite } = require("@citation-js/core");
for (const name of ["bibtex", "ris", "csl"]) require(`@citation-js/plugin-${name}`);

const types = { bibtex: "@biblatex/text", biblatex: "@biblatex/text", ris: "@ris/file" };
const [path, format] = process.argv.slice(2);
const options = { generateGraph: false };
if (format in types) options.forceType = types[format];
console.log(JSON.stringify(new Cite(readFileSync(path, "utf8"), options).data));
