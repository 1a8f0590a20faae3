import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProcess } from "../../../engine/run-process.ts";

const compileTimeoutMs = 180_000;

/** Compiles `folder` of the repository to CommonJS with declarations and source maps, as its tsconfig.package.json says. */
export async function compilePackage(root: string, folder: string, into: string): Promise<void> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const args = [compiler, "-p", join(root, folder, "tsconfig.package.json"), "--outDir", into];
  const end = await runProcess(process.execPath, args, { cwd: root, timeoutMs: compileTimeoutMs });
  if (end.code !== 0) {
    throw new Error(`${folder}/ does not compile:\n${[...end.stdout, ...end.stderr].join("\n")}`);
  }
  for (const file of (await readdir(into, { recursive: true })).filter((name) => /\.(js|d\.ts)$/.test(name))) {
    await writeFile(join(into, file), resolvableOutside(await readFile(join(into, file), "utf8")));
  }
}

const ownSpecifier = /((?:from |import\(?|require\()")(\.[^"]*)\.ts"/g;
const providersSpecifier = /((?:from |import\(?|require\()"@marketplane\/providers\/)([^"]+)\.ts"/g;

/**
 * The compiler keeps `./x.ts` in declarations. The TypeScript version that Pulumi includes does not accept it, but
 * accepts `./x.js`. The modules of the providers are published as `v1/…`.
 */
function resolvableOutside(text: string): string {
  return text.replaceAll(ownSpecifier, '$1$2.js"').replaceAll(providersSpecifier, '$1v1/$2"');
}
