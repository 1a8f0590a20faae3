/**
 * `npm run engine`, `npm run env` and `npm run pulumi`: gets the engine, then says where it is or runs it.
 * `npm run engine -- languages [yaml python …]` gets the language hosts that tests and `npm run sdks` need.
 */
import { delimiter, dirname, join } from "node:path";
import { EngineError } from "./engine-error.ts";
import type { Engine } from "./find-engine.ts";
import { installEngine } from "./install.ts";
import { installLanguages } from "./install-languages.ts";
import { languages } from "./language-hosts.ts";
import { progressWriter } from "./progress.ts";
import { exitLike, runChild } from "./run-child.mjs";
import { selectNames } from "./select-names.ts";
import { exportPath } from "./shell-path.ts";

/** The command line `marketplane`, and the packages' tools. */
const toolFolders = [join(import.meta.dirname, "bin"), join(dirname(import.meta.dirname), "node_modules", ".bin")];
const origins = {
  path: "found on PATH",
  cache: "found in marketplane's cache",
  download: "downloaded",
  build: "built",
} as const satisfies Record<Engine["source"], string>;

async function main([command, ...args]: readonly string[]): Promise<void> {
  const writer = progressWriter(process.stderr);
  const engine = await installEngine({ onProgress: writer.report }).finally(writer.end);
  if (command === undefined) {
    process.stdout.write(`Pulumi ${engine.version}, ${origins[engine.source]}: ${engine.bin}\n`);
  } else if (command === "env") {
    process.stdout.write(`${exportPath(engine, toolFolders)}\n`);
  } else if (command === "pulumi") {
    const PATH = [dirname(process.execPath), engine.bin, process.env.PATH ?? ""].join(delimiter);
    exitLike(await runChild(join(engine.bin, "pulumi"), args, { env: { ...process.env, PATH } }));
  } else if (command === "languages") {
    const folders = await installLanguages(selectNames(languages, args, "language host"), writer.report).finally(
      writer.end,
    );
    process.stdout.write(`${folders.join("\n")}\n`);
  } else {
    throw new EngineError(
      `There is no command ${command}.`,
      "Use npm run engine [-- languages], npm run env or npm run pulumi -- ...",
    );
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof EngineError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
