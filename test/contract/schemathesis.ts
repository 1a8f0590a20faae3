import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const version = "4.32.5";
const folder = join(import.meta.dirname, "../../.marketplane/schemathesis", version);
const installTimeoutMs = 120_000;

/**
 * The fuzzer's program: the one that SCHEMATHESIS names, or one installed from PyPI; or why there is none.
 */
export async function findSchemathesis(): Promise<{ program: string } | { reason: string }> {
  const given = process.env.SCHEMATHESIS;
  if (given !== undefined) {
    return { program: given };
  }
  const program = join(folder, "bin/schemathesis");
  if (existsSync(program)) {
    return { program };
  }
  try {
    process.stderr.write(`installing schemathesis ${version} from PyPI into ${folder}\n`);
    await run("python3", ["-m", "venv", folder], { timeout: installTimeoutMs });
    const pip = ["install", "--quiet", "--disable-pip-version-check", `schemathesis==${version}`];
    await run(join(folder, "bin/pip"), pip, { timeout: installTimeoutMs });
    return { program };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
