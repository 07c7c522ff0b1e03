// Print a .bib file's entries as JSON, read with Better BibTeX's parser.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const home = `${process.env.INTEROP_MODULES}@retorquere/bibtex-parser/dist/esm/index.js`;
const { parse } = await import(pathToFileURL(home));

const text = readFileSync(process.argv[2], "utf8");
const { entries, errors } = parse(text, { sentenceCase: { preserveQuoted: true } });
console.log(JSON.stringify({ entries, errors }));
