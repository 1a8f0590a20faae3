import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { z } from "zod";
import { runPulumi } from "../../engine/run-pulumi.ts";
import { type Deployment, prepareDeployment } from "../support/deployment.ts";
import { describeWithEngine, engine } from "../support/engine.ts";

const yes = ["--yes", "--skip-preview"];
const silent = () => undefined;
const text = z.string();
const dnsRecord = "cloudflare:index/dnsRecord:DnsRecord";
const License = z.object({ key: text, pricingUid: text, ownerLogin: text, userLogin: text.nullable() });
const Hostname = z.looseObject({
  hostname: text,
  custom_metadata: z.unknown().optional(),
  ssl: z.looseObject({ method: text }).optional(),
});
const Zone = z.object({
  dns_records: z.array(z.object({ name: text, type: text, content: text })),
  custom_hostnames: z.array(Hostname),
  fallback_origin: z.object({ origin: text, status: text }).nullable(),
});
const Addon = z.object({ addonId: text, plan: text, ownerId: text, config: z.record(text, text) });
const Vendors = z.object({
  cloudflare: z.object({ zones: z.array(Zone) }),
  apifew: z.object({
    users: z.array(z.object({ login: text, nameFirst: text, nameLast: text })),
    managedUsers: z.array(z.object({ ownerLogin: text, managedLogin: text })),
    licenses: z.array(License),
  }),
  clevercloud: z.object({ addons: z.array(Addon) }),
  provider: z.object({ resources: z.array(z.object({ addonId: text, plan: text, isDeleted: z.boolean() })) }),
});

interface Lost {
  readonly vendor: string;
  readonly method: string;
  readonly route: string;
}

/** Creates that depend on nothing, and creates that wait for those. */
const firstCreates: readonly Lost[] = [
  { vendor: "apifew", method: "POST", route: "/v2/app/user/create" },
  { vendor: "cloudflare", method: "PUT", route: "/zones/:zone/custom_hostnames/fallback_origin" },
  { vendor: "provider", method: "POST", route: "/clevercloud/resources" },
];
const laterCreates: readonly Lost[] = [
  { vendor: "apifew", method: "POST", route: "/v2/app/pricing/license/create" },
  { vendor: "cloudflare", method: "POST", route: "/zones/:zone/custom_hostnames" },
];
/** The vendor performs each call at once, and every answer is delayed for longer than the run lives. */
const unanswered = { afterCommit: true, delayMs: 300_000, times: 20 };

/**
 * The vendors' objects, without values that differ between any two runs: ids, times, keys and the order of
 * parallel creates.
 */
async function held({ vendors }: Deployment) {
  const state = Vendors.parse(await (await fetch(`${vendors.ready.control}/state`)).json());
  const { users, managedUsers, licenses } = state.apifew;
  const ownerOf = new Map(licenses.map(({ key, ownerLogin }) => [key, ownerLogin]));
  return {
    zones: state.cloudflare.zones.map((zone) => ({
      records: inOrder(zone.dns_records.map(({ name, type, content }) => ({ name, type, content }))),
      hostnames: inOrder(
        zone.custom_hostnames.map(({ hostname, custom_metadata: metadata, ssl }) => ({
          hostname,
          metadata,
          method: ssl?.method,
        })),
      ),
      origin: zone.fallback_origin,
    })),
    users: inOrder(users),
    managedUsers: inOrder(managedUsers),
    licenses: inOrder(licenses.map(({ key: _key, ...license }) => license)),
    addons: inOrder(
      state.clevercloud.addons.map(({ config, ...addon }) => ({
        ...addon,
        config: Object.entries(config).map(([name, value]) => [name, ownerOf.get(value) ?? value]),
      })),
    ),
    resources: inOrder(state.provider.resources),
  };
}

function inOrder<Item>(items: readonly Item[]): Item[] {
  return items.toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
}

async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 50) {
    if (await isTrue()) {
      return;
    }
    await pause(50);
  }
  throw new Error(`${what} did not happen within a minute`);
}

async function loseAnswers({ vendors }: Deployment, lost: readonly Lost[]): Promise<void> {
  const url = `${vendors.ready.control}/faults`;
  const body = JSON.stringify(lost.map((call) => ({ ...call, ...unanswered })));
  await fetch(url, { method: "DELETE" });
  await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
}

/**
 * Starts `pulumi up` in its own process group, and waits until all of these calls have reached the vendor.
 */
async function upUntil(deployment: Deployment, lost: readonly Lost[]): Promise<ChildProcess> {
  const { checkout, stack, vendors } = deployment;
  await loseAnswers(deployment, lost);
  const before = (await vendors.calls()).length;
  const args = ["up", ...yes, "--stack", stack.name, "--non-interactive", "--color", "never"];
  const child = spawn(pulumi(), args, {
    cwd: checkout,
    env: stack.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  await until("the calls without an answer", async () => {
    if (child.exitCode !== null) {
      throw new Error(`up ended with exit code ${child.exitCode} before it could be killed:\n${output}`);
    }
    const calls = (await vendors.calls()).slice(before);
    return lost.every(({ method, route }) => calls.some((call) => call.method === method && call.route === route));
  });
  await until("the end of every call for a DNS record", () => areRecordsDone(deployment));
  return child;
}

const Checkpoint = z.object({
  checkpoint: z.object({
    latest: z.object({
      resources: z.array(z.object({ type: text })).default([]),
      pending_operations: z.array(z.object({ resource: z.object({ type: text }) })).default([]),
    }),
  }),
});

/**
 * The DNS records belong to @pulumi/cloudflare, which does not find what it created before it was killed:
 * Cloudflare answers 81057, as docs/deployment.md explains. Only our resources' work is killed here.
 */
function areRecordsDone({ stack }: Deployment): boolean {
  const { resources, pending_operations: pending } = Checkpoint.parse(
    JSON.parse(readFileSync(checkpointOf(stack), "utf8")),
  ).checkpoint.latest;
  const isRecord = ({ type }: { readonly type: string }) => type === dnsRecord;
  return resources.filter(isRecord).length === 3 && !pending.some(({ resource }) => isRecord(resource));
}

function checkpointOf({ folder, name }: Deployment["stack"]): string {
  return join(folder, "state/.pulumi/stacks/marketplane", `${name}.json`);
}

function pulumi(): string {
  return join(engine().bin, "pulumi");
}

interface Process {
  readonly pid: number;
  readonly ppid: number;
  readonly command: string;
}

function processes(): Process[] {
  return execFileSync("ps", ["-Ao", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, pid, ppid, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return command === undefined ? [] : [{ pid: Number(pid), ppid: Number(ppid), command }];
    });
}

/** The child processes of an engine that run our code. */
function providersOf({ pid = 0 }: ChildProcess): number[] {
  const all = processes();
  const below = (parent: number): Process[] => {
    const children = all.filter(({ ppid }) => ppid === parent);
    return [...children, ...children.flatMap((child) => below(child.pid))];
  };
  return below(pid)
    .filter(({ command }) => /^\S*node\b.*cmd\/dynamic-provider/.test(command))
    .map((provider) => provider.pid);
}

async function mustRun({ stack }: Deployment, ...args: string[]) {
  const result = await stack.run(args, silent);
  expect(result.exitCode, result.output).toBe(0);
  return result;
}

/** Removes the lock that a killed run left, as docs/deployment.md says under "After a crash". */
async function cancel({ checkout, stack }: Deployment): Promise<void> {
  const checkpoint = checkpointOf(stack);
  // The file backend replaces the state in one step, but not the file of its attributes.
  if (existsSync(`${checkpoint}.attrs`) && readFileSync(`${checkpoint}.attrs`, "utf8") === "") {
    rmSync(`${checkpoint}.attrs`);
  }
  const args = ["cancel", "--yes", "--stack", stack.name];
  const signal = new AbortController().signal;
  const { exitCode, stderr } = await runPulumi(args, { pulumi: pulumi(), cwd: checkout, env: stack.env, signal });
  expect(exitCode, stderr).toBe(0);
}

/** Asserts that everything is as after an undisturbed run, and that another run finds nothing to do. */
async function expectWhole(deployment: Deployment, undisturbed: Awaited<ReturnType<typeof held>>): Promise<void> {
  expect(await held(deployment)).toEqual(undisturbed);
  const before = (await deployment.vendors.calls()).length;
  const { changes } = await mustRun(deployment, "up", ...yes, "--refresh");
  expect(Object.keys(changes)).toEqual(["same"]);
  expect((await deployment.vendors.calls()).slice(before).filter(({ write }) => write)).toEqual([]);
}

let undisturbedRun: ReturnType<typeof held> | undefined;

/** What an undisturbed run leaves at the vendors. */
function afterUndisturbedRun(): ReturnType<typeof held> {
  undisturbedRun ??= prepareDeployment().then(async (deployment) => {
    await mustRun(deployment, "up", ...yes);
    // Another stack must not take our objects for its own: a normal run leaves no pending create.
    const intents = join(deployment.stack.folder, "marketplane/intents");
    const entries = readdirSync(intents, { recursive: true, withFileTypes: true });
    expect(entries.filter((entry) => entry.isFile())).toEqual([]);
    return held(deployment);
  });
  return undisturbedRun;
}

describeWithEngine("a killed engine run", () => {
  it("is recovered by cancel and up: nothing is lost, duplicated or refused, and its provider exits too", async () => {
    const undisturbed = await afterUndisturbedRun();
    const deployment = await prepareDeployment();
    for (const lost of [firstCreates, laterCreates]) {
      const run = await upUntil(deployment, lost);
      const providers = providersOf(run);
      expect(providers).toHaveLength(1);
      process.kill(-(run.pid ?? 0), "SIGKILL");
      await until("the end of the orphaned provider", () => !processes().some(({ pid }) => providers.includes(pid)));
      await loseAnswers(deployment, []);
      await cancel(deployment);
    }

    await mustRun(deployment, "up", ...yes);

    await expectWhole(deployment, undisturbed);
    deployment.stack.remove();
  }, 300_000);

  it("whose provider is killed fails, and an up recovers it", async () => {
    const undisturbed = await afterUndisturbedRun();
    const deployment = await prepareDeployment();
    const run = await upUntil(deployment, laterCreates);
    for (const pid of providersOf(run)) {
      process.kill(pid, "SIGKILL");
    }
    const [exitCode] = await once(run, "exit");
    expect(exitCode).not.toBe(0);
    await loseAnswers(deployment, []);

    await mustRun(deployment, "up", ...yes);

    await expectWhole(deployment, undisturbed);
    deployment.stack.remove();
  }, 300_000);
});
