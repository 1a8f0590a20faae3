import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDatabase } from "../../src/core/db/open-database.ts";
import { createToken } from "../../src/core/sign-in/operator-tokens.ts";
import { startControlPlane } from "../../src/process/start-control-plane.ts";
import { createDatabase, hasDatabase } from "../support/database.ts";
import { appPassword, cleverPassword, testConfig } from "../support/service-context.ts";
import { silentLog } from "../support/silent-log.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { findSchemathesis } from "./schemathesis.ts";

const seed = process.env.FUZZ_SEED ?? "5";
const seconds = process.env.FUZZ_SECONDS ?? "60";

/** Generated requests must not reach a vendor. */
const nowhere = (name: string) => (name.endsWith("_BASE_URL") ? "http://127.0.0.1:9" : undefined);

describe.skipIf(!hasDatabase)("the whole API, called in every way that its document allows or forbids,", () => {
  test("gives only declared answers, and never fails", { timeout: 600_000 }, async ({ skip }) => {
    const found = await findSchemathesis();
    if ("reason" in found) {
      process.stderr.write(`\nTHE API WAS NOT FUZZED\n  why: schemathesis cannot be had: ${found.reason}\n\n`);
      return skip();
    }
    const url = await createDatabase();
    const limits = { requestsPerMinute: 1_000_000 };
    const config = testConfig({ database: { url }, listen: { port: 0 }, limits });
    const controlPlane = await startControlPlane(config, { environment: nowhere, log: silentLog });
    try {
      const output = await fuzz(found.program, controlPlane.url, await operatorToken(url));

      expect(output.code, output.text).toBe(0);
    } finally {
      await controlPlane.close();
    }
  });
});

/** Runs the fuzzer as its users do. Its exit code says whether it found a failure. */
async function fuzz(program: string, url: string, token: string): Promise<{ code: number | null; text: string }> {
  const folder = await temporaryFolder();
  const settings = join(folder, "schemathesis.toml");
  await writeFile(settings, settingsWith(token));
  const bounds = ["--seed", seed, "--max-time", seconds, "--generation-database", "none"];
  // Excluded checks: that every request valid by the document is accepted, because no schema can express the
  // rules of plans and generations; and that a deleted object is gone, because a tenant's record is kept.
  const checks = ["--exclude-checks", "positive_data_acceptance,use_after_free"];
  const args = [
    "--no-color",
    "--config-file",
    settings,
    "run",
    `${url}/openapi.json`,
    "--url",
    url,
    ...bounds,
    ...checks,
  ];
  const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  return { code, text: Buffer.concat(chunks).toString() };
}

function settingsWith(token: string): string {
  return `
[auth.openapi.clevercloud]
username = "acme-addon"
password = "${cleverPassword}"

[auth.openapi.cloudflareApp]
username = "cloudflare"
password = "${appPassword}"

[auth.openapi.operator]
bearer = "${token}"
`;
}

async function operatorToken(url: string): Promise<string> {
  const database = await openDatabase({ url, folder: "unused" }, silentLog);
  try {
    const work = { db: database.db, name: "fuzzer", actor: "system", now: new Date() };
    return await createToken(work, "write", undefined);
  } finally {
    await database.close();
  }
}
