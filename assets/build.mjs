// Builds what browsers are given into built/: one style sheet, a script of each *.js here, four font files; texts packed too.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { compile } from "sass";

const half = "built.half";
rmSync(half, { recursive: true, force: true });
mkdirSync(half);

const { css } = compile("pages.scss", { style: "compressed", quietDeps: true, charset: false });
writeFileSync(`${half}/pages.css`, css);

await build({
  entryPoints: readdirSync(".").filter((name) => name.endsWith(".js")),
  outdir: half,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  logLevel: "warning",
});

for (const part of ["latin", "vietnamese"]) {
  for (const weight of [400, 700]) {
    const name = `be-vietnam-pro-${part}-${weight}-normal.woff2`;
    copyFileSync(`node_modules/@fontsource/be-vietnam-pro/files/${name}`, `${half}/${name}`);
  }
}

for (const name of readdirSync(half)) {
  if (!/\.(css|js)$/.test(name)) continue;
  const bytes = readFileSync(`${half}/${name}`);
  writeFileSync(`${half}/${name}.gz`, gzipSync(bytes, { level: 9 }));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  writeFileSync(`${half}/${name}.br`, brotliCompressSync(bytes, quality));
}

rmSync("built", { recursive: true, force: true });
renameSync(half, "built");
