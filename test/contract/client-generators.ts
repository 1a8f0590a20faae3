import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const python = "0.29.1";
const typescript = "7.13.0";
const root = join(import.meta.dirname, "../..");
const folders = join(root, ".marketplane/client-generators");
const installTimeoutMs = 180_000;

/** A generator's program, or why it is not available. */
export type Found = { readonly program: string } | { readonly reason: string };

/**
 * openapi-python-client, installed from PyPI in the tests' own folder. OPENAPI_PYTHON_CLIENT names another
 * one.
 */
export function findPythonGenerator(): Promise<Found> {
  const folder = join(folders, `python-${python}`);
  const pip = ["install", "--quiet", "--disable-pip-version-check", `openapi-python-client==${python}`];
  return find(process.env.OPENAPI_PYTHON_CLIENT, join(folder, "bin/openapi-python-client"), async () => {
    await run("python3", ["-m", "venv", folder], { timeout: installTimeoutMs });
    await run(join(folder, "bin/pip"), pip, { timeout: installTimeoutMs });
  });
}

/** openapi-typescript, installed from npm in the tests' own folder. OPENAPI_TYPESCRIPT names another one. */
export function findTypescriptGenerator(): Promise<Found> {
  const folder = join(folders, `typescript-${typescript}`);
  const npm = ["install", "--no-audit", "--no-fund", "--silent", "--prefix", folder];
  return find(process.env.OPENAPI_TYPESCRIPT, join(folder, "node_modules/.bin/openapi-typescript"), async () => {
    await run("npm", [...npm, `openapi-typescript@${typescript}`, "typescript@5"], { timeout: installTimeoutMs });
  });
}

async function find(given: string | undefined, program: string, install: () => Promise<void>): Promise<Found> {
  if (given !== undefined) {
    return { program: given };
  }
  if (existsSync(program)) {
    return { program };
  }
  try {
    process.stderr.write(`installing a generator of clients into ${dirname(dirname(program))}\n`);
    await install();
    return { program };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
