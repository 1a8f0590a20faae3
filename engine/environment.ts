import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Engine } from "./find-engine.ts";

// Another account, backend or debug switch.
const pulumiPrefix = "PULUMI_";
// Meant for the process that set them, such as a debugger or a test runner's loader; the language host would
// use them, too.
const removedNames = new Set(["NODE_OPTIONS", "NODE_PATH", "NODE_CHANNEL_FD", "NODE_UNIQUE_ID"]);

export interface EngineEnvironmentOptions {
  readonly engine: Pick<Engine, "bin">;
  /** The folder of the state, Pulumi's own files and the passphrase; created if missing. */
  readonly home: string;
  /** Prefixes of variables that are never inherited: credentials that this run was not given. */
  readonly withheld: readonly string[];
  /** Variables to add, such as vendor credentials; they take precedence over all others. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly inherited?: NodeJS.ProcessEnv;
}

/**
 * The complete environment for engine calls that need no Pulumi account and touch nothing outside `home`.
 * Start the engine with exactly this environment: if it is merged over process.env, as the Automation API
 * does, removed variables come back.
 */
export function engineEnvironment(options: EngineEnvironmentOptions): Record<string, string> {
  const { engine, withheld, variables = {}, inherited = process.env } = options;
  const home = resolve(options.home);
  const state = join(home, "state");
  const pulumiHome = join(home, "pulumi");
  for (const folder of [home, state, pulumiHome]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && !isRemoved(name, withheld)) {
      env[name] = value;
    }
  }
  return {
    ...env,
    PATH: [dirname(process.execPath), engine.bin, inherited.PATH ?? ""].join(delimiter),
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_HOME: pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_CONFIG_PASSPHRASE_FILE: ensurePassphrase(home),
    MARKETPLANE_STATE_DIR: join(home, "marketplane"),
    // Every run starts two Node processes that load the same SDK and providers. The compile cache reduces
    // their start time by a third.
    NODE_COMPILE_CACHE: join(home, "node"),
    // A missing plugin is reported immediately instead of after a download that times out.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...variables,
  };
}

function isRemoved(name: string, withheld: readonly string[]): boolean {
  return removedNames.has(name) || [pulumiPrefix, ...withheld].some((prefix) => name.startsWith(prefix));
}

function ensurePassphrase(home: string): string {
  const path = join(home, "passphrase");
  if (existsSync(path)) {
    chmodSync(path, 0o600);
    return path;
  }
  // Linked into place when complete: two runs that share the folder agree on one passphrase, and neither
  // reads a partial one.
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) {
      throw error;
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return path;
}
