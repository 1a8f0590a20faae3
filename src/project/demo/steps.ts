/** The demo's steps, and what must be true after each. */
import assert from "node:assert/strict";
import type { DemoStack } from "./demo-stack.ts";
import type { EmulatedVendors, VendorState } from "./emulated-vendors.ts";
import type { EngineRun } from "./engine-run.ts";
import type { Narrator, StepResult } from "./narrator.ts";

export interface DemoContext {
  readonly stack: DemoStack;
  readonly vendors: EmulatedVendors;
  readonly narrator: Narrator;
  readonly results: StepResult[];
}

interface Step {
  readonly name: string;
  readonly title: string;
  readonly command: readonly string[];
  /** A change by hand before the command runs. */
  readonly before?: (context: DemoContext) => Promise<void>;
  /** Throws if the run did not do what the step says. The error describes the difference. */
  readonly verify: (run: EngineRun, context: DemoContext & { readonly writes: number }) => Promise<string>;
}

const up = ["up", "--yes", "--skip-preview"];
const movedHostname = "shop.acme-shoes.com";
const deletedHostname = "docs.globex-energy.com";
const pricingOfPro = "ABCDEF1234567891";
const jane = "jane.doe@acme.example";
const john = "john.roe@acme.example";

export const steps: readonly Step[] = [
  {
    name: "up",
    title: "pulumi up: a deployment, two customers with two hostnames each, every resource type",
    command: up,
    verify: async (run, { vendors }) => {
      const { cloudflare, apifew, clevercloud } = await vendors.state();
      assert.equal(cloudflare.zones[0]?.custom_hostnames.length, 4, "four custom hostnames at Cloudflare");
      assert.ok(cloudflare.zones[0]?.fallback_origin, "a fallback origin at Cloudflare");
      assert.equal(licensesOf(jane, apifew).length, 2, "two licenses of ACME's at apifew");
      assert.equal(clevercloud.addons.length, 1, "one add-on at Clever Cloud");
      return `${run.changes.create} resources created, 4 hostnames, 3 licenses, 1 add-on at the vendors`;
    },
  },
  {
    name: "up again",
    title: "pulumi up again: nothing changed, so nothing is written",
    command: up,
    verify: async (run, { writes }) => {
      assert.deepEqual(Object.keys(run.changes), ["same"], "every resource unchanged");
      assert.equal(writes, 0, "no write at any vendor");
      return `${run.changes.same} resources unchanged, no write at any vendor`;
    },
  },
  {
    name: "refresh",
    title: "Someone changes objects by hand at each vendor; pulumi refresh detects it",
    command: ["refresh", "--yes", "--skip-preview"],
    before: changeByHand,
    verify: async (run, { writes }) => {
      const expected = [
        "acme-addon-config",
        "acme-member-john.roe@acme.example-license",
        "acme-owner",
        `acme-${movedHostname}`,
        `globex-${deletedHostname}`,
      ];
      assert.deepEqual(run.changed.toSorted(), expected.toSorted(), "exactly the changes by hand are found");
      assert.equal(writes, 0, "a refresh writes nothing");
      return `found: ${run.changed.join(", ")}`;
    },
  },
  {
    name: "up remediates",
    title: "pulumi up: the vendors match the declarations again",
    command: up,
    verify: async (run, { vendors }) => {
      const state = await vendors.state();
      const zone = state.cloudflare.zones[0];
      const moved = zone?.custom_hostnames.find(({ hostname }) => hostname === movedHostname);
      assert.match(JSON.stringify(moved?.ssl), /"min_tls_version":"1.2"/, "the minimum TLS version is 1.2 again");
      assert.equal(zone?.custom_hostnames.length, 4, "the deleted hostname exists again");
      assert.equal(
        state.apifew.users.find(({ login }) => login === jane)?.nameFirst,
        "Jane",
        "Jane has her declared name again",
      );
      assert.equal(usersOf(jane, state.apifew), `${jane} ${john}`, "John has his license again");
      assert.match(
        JSON.stringify(state.clevercloud),
        /acme\.customers\.saasprovider\.com/,
        "the config var has its declared value again",
      );
      return `${count(run, "create", "update", "replace")} resources remediated`;
    },
  },
  {
    name: "plan change",
    title: "ACME moves from plan basic to pro: one line in its file",
    command: up,
    before: async ({ stack }) => stack.editTenant("acme.yaml", (yaml) => yaml.replace("plan: basic", "plan: pro")),
    verify: async (run, { vendors }) => {
      const { apifew, clevercloud } = await vendors.state();
      const ofPro = licensesOf(jane, apifew).filter(({ pricingUid }) => pricingUid === pricingOfPro);
      assert.equal(ofPro.length, 2, "two licenses of the new pricing");
      assert.ok(
        ofPro.every(({ userLogin }) => userLogin !== null),
        "both in use",
      );
      assert.match(JSON.stringify(clevercloud.addons), /"pro"/, "the add-on is on plan pro");
      return `${run.changed.length} resources changed, Globex untouched`;
    },
  },
  {
    name: "destroy",
    title: "pulumi destroy: everything is deleted, in the order that the vendors require",
    command: ["destroy", "--yes", "--skip-preview"],
    verify: async (run, { vendors }) => {
      const { cloudflare, apifew, clevercloud } = await vendors.state();
      const zone = cloudflare.zones[0];
      assert.deepEqual(zone?.custom_hostnames, [], "no custom hostname is left");
      assert.deepEqual(zone?.dns_records, [], "no DNS record is left");
      assert.equal(zone?.fallback_origin, null, "no fallback origin is left");
      assert.deepEqual(clevercloud.addons, [], "no add-on is left");
      assert.deepEqual(apifew.managedUsers, [], "no managed user is left");
      assert.ok(!apifew.users.some(({ login }) => login.endsWith(".example")), "no user of the app is left");
      const kept = apifew.licenses.filter(({ ownerLogin }) => ownerLogin.endsWith(".example"));
      assert.ok(
        kept.every(({ userLogin }) => userLogin === null),
        "no license is in use",
      );
      return `${run.changes.delete} resources deleted; ${kept.length} unused license keys remain, because apifew cannot delete them`;
    },
  },
];

/** Runs one step, prints its progress and records its figures. */
export async function runStep(step: Step, context: DemoContext): Promise<void> {
  const { stack, vendors, narrator, results } = context;
  narrator.step(step.title);
  await step.before?.(context);
  const callsBefore = (await vendors.calls()).length;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const run = await stack.run(step.command, (done, latest) =>
    narrator.progress(`${step.command[0]}: ${done} resources, ${seconds().toFixed(0)} s  ${latest}`),
  );
  const took = seconds();
  if (run.exitCode !== 0) {
    throw new Error(`pulumi ${step.command.join(" ")} ended with ${run.exitCode}:\n${run.output}`);
  }
  const calls = (await vendors.calls()).slice(callsBefore);
  const writes = calls.filter(({ write }) => write).length;
  narrator.done(`${await step.verify(run, { ...context, writes })} (${took.toFixed(1)} s)`);
  results.push({ step: step.name, resources: resourcesText(run), calls: { all: calls.length, writes }, seconds: took });
}

/** One change at each vendor that no declaration explains. */
async function changeByHand({ vendors, narrator }: DemoContext): Promise<void> {
  const hostnames = (await vendors.state()).cloudflare.zones[0]?.custom_hostnames ?? [];
  const idOf = (name: string) => hostnames.find(({ hostname }) => hostname === name)?.id ?? "";
  narrator.note(`Cloudflare: ${movedHostname} allows TLS 1.0, ${deletedHostname} is deleted`);
  await vendors.cloudflare("PATCH", `/custom_hostnames/${idOf(movedHostname)}`, {
    ssl: { method: "http", type: "dv", settings: { min_tls_version: "1.0" } },
  });
  await vendors.cloudflare("DELETE", `/custom_hostnames/${idOf(deletedHostname)}`);
  narrator.note("apifew: Jane is renamed, John's license is released");
  await vendors.apifew("/v2/app/user/info/save", { USER_LOGIN: jane, USER_SETTINGS: { name_first: "Janet" } });
  await vendors.apifew("/v2/app/pricing/license/release", { PRICING_UID: "ABCDEF1234567890", USER_LOGIN: john });
  narrator.note("Clever Cloud: a config var of ACME's add-on is overwritten");
  await vendors.clevercloud("PUT", "/vendor/apps/addon_0b5e2c4e-acme", {
    config: { SANDBOX_ADDON_URL: "https://elsewhere.saasprovider.com" },
  });
}

function licensesOf(owner: string, { licenses }: VendorState["apifew"]) {
  return licenses.filter(({ ownerLogin }) => ownerLogin === owner);
}

function usersOf(owner: string, apifew: VendorState["apifew"]): string {
  const users = licensesOf(owner, apifew).map(({ userLogin }) => userLogin);
  return users
    .filter((user) => user !== null)
    .toSorted()
    .join(" ");
}

function count({ changes }: EngineRun, ...ops: readonly string[]): number {
  return ops.reduce((sum, op) => sum + (changes[op] ?? 0), 0);
}

function resourcesText({ changes }: EngineRun): string {
  const words: Readonly<Record<string, string>> = {
    create: "created",
    update: "updated",
    replace: "replaced",
    delete: "deleted",
    same: "unchanged",
  };
  return Object.entries(changes)
    .filter(([op]) => words[op])
    .map(([op, number]) => `${number} ${words[op]}`)
    .join(", ");
}
