// Builds what the pages load: each island into one file, the stylesheets into three, the fonts beside them.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { mendedFaces } from "./mended_faces.mjs";

const out = "src/interbeing/web/static/built";
const entries = readdirSync("islands", { recursive: true }).filter((name) => /\.(page|worker)\.ts$/.test(name));
// The nets that find faces, and the program that runs them: these files and no others (docs/faces.md has their hashes).
const HUMAN = "node_modules/@vladmandic/human/models";
const WASM = "node_modules/@tensorflow/tfjs-backend-wasm/dist";
const faces = [
  ...["blazeface", "facemesh", "iris"].flatMap((net) => [`${HUMAN}/${net}.json`, `${HUMAN}/${net}.bin`]),
  ...["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm"].map((file) => `${WASM}/${file}`),
];

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: [
    ...entries.map((name) => ({ in: `islands/${name}`, out: basename(name, name.endsWith(".page.ts") ? ".page.ts" : ".ts") })),
    { in: "islands/styles/desk.css", out: "desk" },
    { in: "islands/styles/room.css", out: "room" },
    { in: "islands/styles/pdf.css", out: "pdf" },
  ],
  outdir: out,
  bundle: true,
  minify: true,
  sourcemap: false,
  target: ["es2022", "chrome120", "firefox120", "safari17"],
  format: "esm",
  loader: { ".woff2": "file" },
  plugins: [mendedFaces],
  assetNames: "fonts/[name]-[hash]",
  logLevel: "warning",
});
mkdirSync(`${out}/faces`);
for (const file of faces) copyFileSync(file, `${out}/faces/${basename(file)}`);
console.log(`islands: ${entries.length} pages built`);
