import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { runProcess } from "../../engine/run-process.ts";
import { DriftReport } from "../../src/core/model/drift-report.ts";
import { type Deployment, prepareDeployment } from "../support/deployment.ts";

const silent = () => undefined;

/** What a refresh reports of one resource. */
export interface Refreshed {
  readonly op: string;
  /** The inputs that differ. */
  readonly properties: readonly string[];
}

const RefreshEvent = z.object({
  resOutputsEvent: z.object({
    metadata: z.object({ op: z.string(), urn: z.string(), diffs: z.array(z.string()).nullish() }),
  }),
});

/** The example deployment, up, with functions that make manual changes at its vendors. */
export interface DriftDeployment extends Deployment {
  /** Runs `marketplane drift` in the project's folder. */
  drift(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
  report(...args: readonly string[]): Promise<DriftReport>;
  /** Calls the sandbox's control API. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  state(): Promise<Record<string, unknown>>;
  up(): Promise<void>;
  /** What a refresh would change, by the resource's name. */
  refreshPreview(): Promise<ReadonlyMap<string, Refreshed>>;
}

export async function startDriftDeployment(): Promise<DriftDeployment> {
  const deployment = await prepareDeployment();
  const { checkout, stack, vendors } = deployment;
  const drift = async (...args: readonly string[]) => {
    const cli = join(checkout, "src/cli/main.ts");
    const options = { cwd: checkout, env: stack.env, timeoutMs: 120_000 };
    const end = await runProcess(process.execPath, [cli, "drift", "--stack", stack.name, ...args], options);
    return { code: end.code, stdout: end.stdout.join("\n"), stderr: end.stderr.join("\n") };
  };
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${vendors.ready.control}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`the sandbox refused ${method} ${path}: ${text}`);
    }
    return text === "" ? undefined : JSON.parse(text);
  };
  return {
    ...deployment,
    drift,
    report: async (...args) => {
      const { stdout, stderr } = await drift("--json", ...args);
      if (stdout === "") {
        throw new Error(stderr);
      }
      return DriftReport.parse(JSON.parse(stdout));
    },
    control,
    state: async () => Object(await control("GET", "/state")),
    up: async () => {
      const { exitCode, output } = await stack.run(["up", "--yes", "--skip-preview"], silent);
      if (exitCode !== 0) {
        throw new Error(output);
      }
    },
    refreshPreview: async () => {
      const run = await stack.run(["refresh", "--preview-only"], silent);
      if (run.exitCode !== 0) {
        throw new Error(run.output);
      }
      return readRefreshed(stack.folder);
    },
  };
}

/** The engine's latest event log: the changes that it would make to each resource of ours. */
function readRefreshed(folder: string): ReadonlyMap<string, Refreshed> {
  const logs = readdirSync(folder)
    .filter((name) => /^events-\d+\.json$/.test(name))
    .map((name) => join(folder, name))
    .toSorted((one, other) => statSync(one).mtimeMs - statSync(other).mtimeMs);
  const lines = readFileSync(logs.at(-1) ?? "", "utf8")
    .trim()
    .split("\n");
  const events = lines.map((line) => RefreshEvent.safeParse(JSON.parse(line))).flatMap(({ data }) => data ?? []);
  const changes = events
    .map(({ resOutputsEvent: { metadata } }) => metadata)
    .filter(({ op, urn }) => op !== "same" && urn.includes("pulumi-nodejs:"));
  return new Map(
    changes.map(({ op, urn, diffs }) => [
      urn.split("::").at(-1) ?? "",
      { op, properties: op === "delete" ? [] : (diffs ?? []).toSorted() },
    ]),
  );
}
