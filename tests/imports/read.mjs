// Reads RDF with N3.js and writes it as N-Quads: node read.mjs FILE FORMAT, with NODE_PATH at the package's folder.
import { createRequire } from "node:module";
import { createReadStream } from "node:fs";
import { join } from "node:path";

const { StreamParser, StreamWriter } = createRequire(join(process.env.N3_FOLDER, "package.json"))("n3");
const [file, format] = process.argv.slice(2);
const fail = (error) => { console.error(error); process.exit(1); };

createReadStream(file)
  .pipe(new StreamParser({ format })).on("error", fail)
  .pipe(new StreamWriter({ format: "N-Quads" })).on("error", fail)
  .pipe(process.stdout);
