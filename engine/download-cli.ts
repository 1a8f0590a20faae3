/**
 * Child process of download-engine.ts: installs the Pulumi CLI that matches the SDK into the given folder.
 */
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";

const reachableWithinMs = 5_000;

async function main(folder: string | undefined): Promise<void> {
  if (folder === undefined) {
    throw new Error("usage: download-cli.ts <folder>");
  }
  // On a closed network this fails at once, where the installer would wait for minutes.
  await fetch("https://get.pulumi.com/install.sh", {
    method: "HEAD",
    signal: AbortSignal.timeout(reachableWithinMs),
  }).catch(() => {
    throw new Error("get.pulumi.com cannot be reached from here");
  });
  await PulumiCommand.install({ root: folder });
}

await main(process.argv[2]).catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${text.trim().split("\n").at(-1)}\n`);
  process.exitCode = 1;
});
