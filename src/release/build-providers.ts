import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runProcess } from "../../engine/run-process.ts";
import { toPublishedManifest } from "./published-manifest.ts";

const compileTimeoutMs = 180_000;

/** Puts together what `npm pack` packs: compiled code, declarations, documents and a package.json; `into` is made anew. */
export async function buildProviders(root: string, into: string): Promise<void> {
  const source = join(root, "providers");
  await rm(into, { recursive: true, force: true });
  await compile(root, into);
  for (const file of await filesOf(into, ".d.ts")) {
    await edit(join(into, file), join(into, file), resolvableByAnyCompiler);
  }
  for (const file of await filesOf(source, ".md")) {
    await edit(join(source, file), join(into, file), linkedToDeclarations);
  }
  for (const file of ["LICENSE", "CHANGELOG.md"]) {
    await cp(join(root, file), join(into, file));
  }
  const manifest = toPublishedManifest(JSON.parse(await readFile(join(source, "package.json"), "utf8")));
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

async function filesOf(folder: string, ending: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith(ending) && !file.includes("node_modules"));
}

async function edit(from: string, to: string, change: (text: string) => string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, change(await readFile(from, "utf8")));
}

/** The compiler leaves `./x.ts` in declarations, which the TypeScript that Pulumi brings along refuses; `./x.js` it takes. */
function resolvableByAnyCompiler(declarations: string): string {
  return declarations.replaceAll(/((?:from |import\(?)")(\.[^"]*)\.ts"/g, '$1$2.js"');
}

/** The package has no sources to link to. */
function linkedToDeclarations(markdown: string): string {
  return markdown.replaceAll(/\]\(([\w./-]+)\.ts\)/g, "]($1.d.ts)");
}
