// Bundles the scripts and the style sheet into ../static, each under a name with its hash, and a manifest of them.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build, transform } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");
const target = ["chrome109", "firefox115", "safari16.4"];

async function script(name) {
  const built = await build({
    absWorkingDir: here,
    entryPoints: [`src/${name}.js`],
    bundle: true,
    minify: true,
    format: "esm",
    target,
    write: false,
    metafile: true,
    legalComments: "none", // the licences of all packages stand in a file of their own
  });
  return { content: built.outputFiles[0].contents, inputs: Object.keys(built.metafile.inputs) };
}

async function sheet(name) {
  const { css, loadedUrls } = compile(join(here, "src", `${name}.scss`), {
    loadPaths: [join(here, "node_modules")],
    style: "compressed",
  });
  const small = await transform(css, { loader: "css", minify: true, target });
  return { content: Buffer.from(small.code), inputs: loadedUrls.map((each) => fileURLToPath(each).slice(here.length + 1)) };
}

// node_modules/a/b.js → a, node_modules/@a/b/c.js → @a/b
function packagesOf(inputs) {
  return inputs
    .map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path)?.[1])
    .filter(Boolean);
}

function licence(name) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : "";
  return `${name} ${version} (${license})\n\n${text}\n`;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const manifest = {};
const packages = new Set();
for (const [name, built] of [
  ["search.js", await script("search")],
  ["sparql-editor.js", await script("sparql-editor")],
  ["sparql-page.js", await script("sparql-page")],
  ["site.css", await sheet("site")],
]) {
  const [stem, extension] = name.split(".");
  const hash = createHash("sha256").update(built.content).digest("hex").slice(0, 12);
  manifest[name] = `${stem}-${hash}.${extension}`;
  writeFileSync(join(out, manifest[name]), built.content);
  packagesOf(built.inputs).forEach((each) => packages.add(each));
}
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
const line = "=".repeat(80);
writeFileSync(join(out, "THIRD-PARTY-LICENSES.txt"), [...packages].sort().map(licence).join(`\n${line}\n\n`));
