import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { z } from "zod";
import { shellQuoted } from "../../fleet/drift/shell-quoted.ts";
import type { DemoStack } from "./demo-stack.ts";
import type { EmulatedVendors } from "./emulated-vendors.ts";
import type { Narrator } from "./narrator.ts";

const recordName = "demo.json";
const Kept = z.object({ pid: z.int().positive(), control: z.string(), configFile: z.string() });

/** Keeps sandbox and stack, and prints commands to continue with. */
export function keepDemo(stack: DemoStack, vendors: EmulatedVendors, narrator: Narrator): void {
  const record: z.infer<typeof Kept> = {
    pid: vendors.pid,
    control: vendors.ready.control,
    configFile: stack.configFile,
  };
  writeFileSync(join(stack.folder, recordName), JSON.stringify(record));
  const environment = join(stack.folder, "environment.sh");
  const bin = commandFolder(stack.folder);
  const names = ["PATH", ...Object.keys(stack.env).filter((name) => name.startsWith("PULUMI_"))];
  const valueIn = (name: string) => (name === "PATH" ? `${bin}${delimiter}${stack.env.PATH}` : (stack.env[name] ?? ""));
  const lines = names.map((name) => `export ${name}=${shellQuoted(valueIn(name))}`);
  writeFileSync(environment, `${lines.join("\n")}\nexport PULUMI_STACK='${stack.name}'\n`, { mode: 0o600 });
  const shown = relative(process.cwd(), environment);
  narrator.step("The sandbox and the stack are running. Try these commands in this folder:");
  for (const line of [
    `. ${shown}`,
    `pulumi stack output --stack ${stack.name} hostnames`,
    `pulumi stack output --stack ${stack.name} --show-secrets licenseKeys`,
    `$EDITOR ${relative(process.cwd(), stack.tenantsFolder)}/acme.yaml`,
    `pulumi preview --stack ${stack.name} --diff`,
    `pulumi up --stack ${stack.name}`,
    `curl -s ${vendors.ready.control}/calls      # every call that reached a vendor`,
    `pulumi refresh --stack ${stack.name}`,
    `marketplane drift --stack ${stack.name}`,
    `pulumi destroy --stack ${stack.name}`,
    `npm run demo -- --stop ${stack.name}      # ends the sandbox and deletes the stack`,
  ]) {
    narrator.note(line);
  }
}

/** A folder with this checkout's marketplane command, which is not installed. */
function commandFolder(folder: string): string {
  const bin = join(folder, "bin");
  const root = join(import.meta.dirname, "../../..");
  const [runner, main] = [join(root, "engine/run.mjs"), join(root, "src/cli/main.ts")];
  mkdirSync(bin, { recursive: true });
  const script = `#!/bin/sh\nexec ${[process.execPath, runner, main].map(shellQuoted).join(" ")} "$@"\n`;
  writeFileSync(join(bin, "marketplane"), script, { mode: 0o755 });
  return bin;
}

/** Ends a demo that was kept. */
export async function stopKeptDemo(root: string, name: string): Promise<void> {
  if (!/^demo-[0-9a-f]{6}$/.test(name)) {
    throw new Error(`${name} is not the name of a kept demo, such as demo-a1b2c3`);
  }
  const folder = join(root, ".marketplane", name);
  const { pid, control, configFile } = readRecord(folder, name);
  // The process id may belong to another program by now, so only a sandbox that answers at its address is
  // ended.
  const answers = await fetch(`${control}/clock`).then(
    ({ ok }) => ok,
    () => false,
  );
  if (answers) {
    process.kill(pid, "SIGTERM");
  }
  rmSync(configFile, { force: true });
  rmSync(folder, { recursive: true, force: true });
}

function readRecord(folder: string, name: string): z.infer<typeof Kept> {
  try {
    return Kept.parse(JSON.parse(readFileSync(join(folder, recordName), "utf8")));
  } catch (cause) {
    throw new Error(`there is no kept demo ${name} in this checkout`, { cause });
  }
}
