// Builds what the pages load: each island into one file, the stylesheets into two, the fonts beside them.
import { build } from "esbuild";
import { readdirSync, rmSync } from "node:fs";
import { basename } from "node:path";

const out = "src/interbeing/web/static/built";
const entries = readdirSync("islands", { recursive: true }).filter((name) => name.endsWith(".page.ts"));

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: [
    ...entries.map((name) => ({ in: `islands/${name}`, out: basename(name, ".page.ts") })),
    { in: "islands/styles/desk.css", out: "desk" },
    { in: "islands/styles/room.css", out: "room" },
  ],
  outdir: out,
  bundle: true,
  minify: true,
  sourcemap: false,
  target: ["es2022", "chrome120", "firefox120", "safari17"],
  format: "esm",
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]-[hash]",
  logLevel: "warning",
});
console.log(`islands: ${entries.length} pages built`);
