import { chmod, copyFile, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { expect, it } from "vitest";
import { engineEnvironment } from "../../engine/environment.ts";
import { copyCheckout } from "../support/checkout.ts";
import { type DocumentedStep, isAsShown, readSession, typeSession } from "../support/documented-session.ts";
import { describeWithEngine, engine } from "../support/engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = join(import.meta.dirname, "../..");
const timeoutMs = 900_000;

describeWithEngine("the tutorial", () => {
  it("works as documented, command by command, and leaves nothing behind", {
    timeout: timeoutMs + 30_000,
  }, async () => {
    const steps = await onFreePorts(await readSession("tutorial.md", "tutorial"));
    const folder = await prepareClone();
    const before = await readdir(folder);
    const { outputs, failure } = await typeSession(steps, { folder, env: await readersEnvironment(), timeoutMs });

    expect(failure, `${outputs.at(-1)}\n${await readLogs(folder)}`).toBeUndefined();
    expect(outputs).toHaveLength(steps.length);
    const others = steps.flatMap(({ commands, output }, index) =>
      output === undefined || isAsShown(outputs[index] ?? "", output)
        ? []
        : [{ commands, shown: output, printed: outputs[index] }],
    );
    expect(others).toEqual([]);
    const added = (await readdir(folder)).filter((name) => !before.includes(name));
    expect(added.sort()).toEqual([".marketplane", "session.sh"]);
    expect(await readdir(join(folder, ".marketplane"))).toEqual([]);
  });
});

/** The output of the page's background processes, as long as it has not been deleted. */
async function readLogs(folder: string): Promise<string> {
  const logs = join(folder, ".marketplane/tutorial");
  const names = await readdir(logs).catch(() => []);
  const files = names.filter((name) => name.endsWith(".log"));
  return (await Promise.all(files.map((name) => readFile(join(logs, name), "utf8")))).join("\n").slice(-8_000);
}

/** The machine may already have a sandbox and a control plane at the page's ports. */
async function onFreePorts(steps: readonly DocumentedStep[]): Promise<DocumentedStep[]> {
  const [sandbox, controlPlane] = [await freePort(), await freePort()];
  const exchange = (text: string) => text.replaceAll("4010", String(sandbox)).replaceAll("8080", String(controlPlane));
  return steps.map(({ commands, output }) => ({
    commands: exchange(commands),
    output: output === undefined ? undefined : exchange(output),
  }));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function prepareClone(): Promise<string> {
  const folder = await copyCheckout();
  for (const file of ["package-lock.json", ".npmrc"]) {
    await copyFile(join(root, file), join(folder, file));
  }
  // If the tests run as root, the embedded database runs as another user.
  await chmod(folder, 0o755);
  return folder;
}

/** A shell that finds the engine and has no variables of Pulumi and the vendors. */
async function readersEnvironment(): Promise<Record<string, string>> {
  const env = engineEnvironment({ engine: engine(), withheld: vendorVariablePrefixes, home: await temporaryFolder() });
  const { PULUMI_BACKEND_URL: _backend, PULUMI_CONFIG_PASSPHRASE_FILE: _passphrase, ...others } = env;
  return others;
}
