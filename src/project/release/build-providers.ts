import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProcess } from "../../../engine/run-process.ts";
import { copyDocuments } from "./copy-documents.ts";
import { toPublishedManifest } from "./published-manifest.ts";

const compileTimeoutMs = 180_000;

/**
 * Assembles the content for `npm pack`: compiled code, declarations, documents and a package.json. `into` is
 * recreated.
 */
export async function buildProviders(root: string, into: string): Promise<void> {
  await rm(into, { recursive: true, force: true });
  await compile(root, into);
  for (const file of (await readdir(into, { recursive: true })).filter((name) => name.endsWith(".d.ts"))) {
    const declarations = await readFile(join(into, file), "utf8");
    await writeFile(join(into, file), resolvableByAnyCompiler(declarations));
  }
  await copyDocuments(root, into);
  for (const file of ["LICENSE", "CHANGELOG.md"]) {
    await cp(join(root, file), join(into, file));
  }
  const manifest = toPublishedManifest(JSON.parse(await readFile(join(root, "providers/package.json"), "utf8")));
  await writeFile(join(into, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function compile(root: string, into: string): Promise<void> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const args = [compiler, "-p", join(root, "providers/tsconfig.package.json"), "--outDir", into];
  const end = await runProcess(process.execPath, args, { cwd: root, timeoutMs: compileTimeoutMs });
  if (end.code !== 0) {
    throw new Error(`the providers do not compile:\n${[...end.stdout, ...end.stderr].join("\n")}`);
  }
}

/**
 * The compiler keeps `./x.ts` in declarations. The TypeScript version that Pulumi includes does not accept
 * it, but accepts `./x.js`.
 */
function resolvableByAnyCompiler(declarations: string): string {
  return declarations.replaceAll(/((?:from |import\(?)")(\.[^"]*)\.ts"/g, '$1$2.js"');
}
