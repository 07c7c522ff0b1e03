// Print a CSL-JSON file's items in a style with citeproc-js: items, style, locale; as [id, HTML].
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const CSL = createRequire(process.env.INTEROP_MODULES)("citeproc");
const [items, style, locale] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
const byId = new Map(JSON.parse(items).map((item) => [item.id, item]));
const system = { retrieveLocale: () => locale, retrieveItem: (id) => byId.get(id) };
const engine = new CSL.Engine(system, style);
engine.updateItems([...byId.keys()]);
const [about, entries] = engine.makeBibliography();
console.log(JSON.stringify(about.entry_ids.map(([id], at) => [id, entries[at]])));
