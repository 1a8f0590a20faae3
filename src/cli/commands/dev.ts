import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { exitLike, runChild } from "../../../engine/run-child.mjs";
import { readSeedFile } from "../../tools/sandbox/seed.ts";
import { startSandbox } from "../../tools/sandbox/server.ts";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { Port } from "../kernel/option-types.ts";
import { leave, stopExitCodes, untilStopped } from "../kernel/stop-signals.ts";
import { developmentVariables } from "./dev/development-variables.ts";

/** Read by the shell in which `pulumi up` runs against the sandbox. */
const variablesFile = ".marketplane/sandbox.env";

/** marketplane dev: the sandbox, and the control plane of marketplane.yaml against it. */
export function devCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "dev",
    description: "Run the sandbox, and the control plane of marketplane.yaml against it",
    example: "marketplane dev --port 8080",
    exitCodes: stopExitCodes,
    options: {
      port: defineOption({
        value: "<number>",
        description: "port of the control plane; 0 picks a free one",
        schema: Port.default(8080),
      }),
      sandboxPort: defineOption({
        value: "<number>",
        description: "port of the sandbox; 0 picks a free one",
        schema: Port.default(4010),
      }),
      config: defineOption({
        value: "<file>",
        description: "configuration of the control plane; without this file, only the sandbox runs",
        schema: z.string().min(1).default("marketplane.yaml"),
      }),
      seed: defineOption({
        value: "<file>",
        description: "objects that the sandbox has at the start (default: sandbox.yaml, if it exists)",
        schema: z.string().optional(),
      }),
    },
    async handler({ port, sandboxPort, config, seed = existing("sandbox.yaml") }) {
      const sandbox = await startSandbox({
        port: sandboxPort,
        seed: seed === undefined ? undefined : readSeedFile(seed),
      });
      const variables = developmentVariables(sandbox.ready, { port, folder: process.cwd() });
      const file = resolve(variablesFile);
      mkdirSync(join(dirname(file), "state"), { recursive: true });
      writeFileSync(
        file,
        Object.entries(variables)
          .map(([name, value]) => `${name}='${value}'\n`)
          .join(""),
        { mode: 0o600 },
      );
      environment.stderr.write(`sandbox: ${sandbox.url}; for pulumi: set -a; . ${variablesFile}; set +a\n`);
      if (!existsSync(config)) {
        const stopped = untilStopped();
        environment.stdout.write(`${JSON.stringify(sandbox.ready)}\n`);
        await stopped;
        await sandbox.close();
        return leave();
      }
      const serve = [...process.execArgv, process.argv[1] ?? "", "serve", "--config", config, "--port", String(port)];
      const end = await runChild(process.execPath, serve, { env: { ...environment.env, ...variables } });
      await sandbox.close();
      exitLike(end);
    },
  });
}

function existing(file: string): string | undefined {
  return existsSync(file) ? file : undefined;
}
