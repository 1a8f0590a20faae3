import { z } from "zod";
import { foldLogin } from "../../providers/apifew/login.ts";
import type { Tenant } from "../../src/core/model/tenant.ts";
import { registerConfigRevision } from "../../src/fleet/reconciler/declaration/config-revision.ts";
import { declareTenant } from "../../src/fleet/reconciler/declaration/declare-tenant.ts";
import { releaseLeftovers } from "../../src/fleet/reconciler/license-uses/release-leftovers.ts";
import { usersOf } from "../../src/fleet/reconciler/license-uses/use-of.ts";
import { otherUserRemover } from "../../src/fleet/reconciler/login-spellings/retire-spellings.ts";
import type { ReconcileParts } from "../../src/fleet/reconciler/run/reconcile-parts.ts";
import { reconcileShard } from "../../src/fleet/reconciler/run/reconcile-shard.ts";
import { handOverShared } from "../../src/fleet/reconciler/shared-objects/hand-over.ts";
import { withTerms } from "../../src/http/marketplaces/index.ts";
import { modelHandlers, modelStackRunner, quickApifew } from "./model-stack-runner.ts";
import { type ReconcilerHarness, startReconcilerHarness, type Wish } from "./reconciler-harness.ts";
import { seededRandom } from "./seeded-random.ts";
import { silentLog } from "./silent-log.ts";

const people = ["ann@acme.com", "ben@acme.com", "cid@acme.com"];
const sources = ["one", "two", "three", "four"];
const pricings: Readonly<Record<string, string>> = { basic: "ABCDEF1234567890", pro: "ABCDEF1234567891" };
const licenses = 3;
const stepsMax = 14;
const passesMax = 40;
const signal = new AbortController().signal;

/** Whether two spellings of an address are one user at apifew. */
export type LoginCase = "distinguished" | "folded";

/**
 * Random changes of tenants with common owners and members, between and during runs, and with dying workers.
 */
export async function runOrders(seed: number, loginCase: LoginCase) {
  const random = seededRandom(seed);
  // The number of calls varies between runs, so shards draw from their own random numbers.
  const deaths = seededRandom(seed + 1);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const isOneShard = random() < 0.4;
  const harness = await startReconcilerHarness({ isOneShard, seed: { apifew: { loginCase } } });
  let isTroubled = true;
  const log: string[] = [];
  const note = (id: string, ...what: readonly unknown[]) => {
    const texts = what.map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
    log.push(`${id.slice(0, 4)} ${texts.join(" ")}`);
  };
  const parts = await modelParts(harness, {
    note,
    dies: () => isTroubled && deaths() < 0.01,
  });
  const shards = async () => [...new Set((await harness.tenants()).map(({ shard }) => shard))];
  const runSome = async () => {
    const all = (await shards()).filter(() => random() < 0.7);
    await Promise.allSettled(all.map((shard) => reconcileShard(shard, parts, signal)));
  };

  for (let step = 0; step < stepsMax; step += 1) {
    if (random() < 0.1) {
      await harness.sandbox.fault({ vendor: "apifew", method: "POST", status: 500, times: 1 });
    }
    const [source, wish] = [pick(sources), randomWish(random, pick)];
    const change = harness.want(source, wish).then((id) => note(id, "is to be", wish));
    // Some changes happen while the shards run.
    await Promise.all([change, random() < 0.6 ? runSome() : undefined]);
  }
  isTroubled = false;
  await harness.sandbox.control("DELETE", "/faults");
  await runToTheEnd(harness, parts);
  return {
    ...(await whoUsesWhat(harness)),
    ...whoShould(await harness.tenants(), parts.config),
    log,
    late: await lateOnes(harness),
  };
}

/**
 * Runs all shards until every tenant has converged, or for a number of passes, an hour apart: every retry is
 * due.
 */
export async function runToTheEnd(harness: ReconcilerHarness, parts: ModelParts): Promise<void> {
  for (let pass = 0; pass < passesMax && (await harness.unconverged()).length > 0; pass += 1) {
    parts.advance(pass === 0 ? 0 : 3_600_000);
    const shards = new Set((await harness.tenants()).map(({ shard }) => shard));
    for (const shard of shards) {
      await reconcileShard(shard, parts, signal);
    }
  }
}

async function lateOnes(harness: ReconcilerHarness): Promise<string[]> {
  return Promise.all((await harness.unconverged()).map((id) => harness.condition(id, "Ready")));
}

function randomWish(random: () => number, pick: <Item>(items: readonly Item[]) => Item): Wish {
  const owner = pick(people);
  const members = people.filter((person) => person !== owner && random() < 0.4).map((each) => spelt(each, random));
  const login = spelt(owner, random);
  const state = random() < 0.75 ? "active" : pick(["suspended", "removed"] as const);
  return { login, plan: pick(Object.keys(pricings)), members, licenses, state };
}

/** A person's address in one tenant's spelling. */
function spelt(login: string, random: () => number): string {
  if (random() < 0.5) {
    return login;
  }
  return random() < 0.5 ? login.toUpperCase() : `${login.charAt(0).toUpperCase()}${login.slice(1)}`;
}

interface ModelOptions {
  readonly dies: Parameters<typeof modelStackRunner>[0]["dies"];
  readonly note: Parameters<typeof modelStackRunner>[0]["note"];
}

/** A reconciler's parts with a clock that a test advances. */
export interface ModelParts extends ReconcileParts {
  advance(ms: number): void;
}

const calm: ModelOptions = { dies: () => false, note: () => undefined };

/** A reconciler over the model of the engine, with a second plan, "pro". */
export async function modelParts(harness: ReconcilerHarness, model: ModelOptions = calm): Promise<ModelParts> {
  let passedMs = 0;
  const now = () => new Date(Date.now() + passedMs);
  const { deployment } = harness.config;
  const plans = { ...deployment.plans, pro: { pricingUid: pricings.pro ?? "", pricingName: "Monthly pricing" } };
  const config = withTerms({ ...harness.config, deployment: { ...deployment, plans } });
  const { database, queue, shards } = harness;
  const { settings } = harness.sandbox;
  const { db } = database;
  const apifew = quickApifew(settings);
  return {
    ...{ db, config, queue, shards, log: silentLog, now, worker: "model" },
    revision: await registerConfigRevision(db, config),
    runner: modelStackRunner({ settings, isShared: handOverShared(db, config), ...model }),
    fetchOwnerEmails: () => Promise.resolve(),
    recordCounters: () => Promise.resolve(),
    releaseLeftovers: (expected) => releaseLeftovers(expected, { db, config, apifew }),
    removeOtherUser: otherUserRemover(apifew),
    deleteObject: async ({ type, id, properties }) => {
      model.note("none", "deletes what was left of", type, id);
      await modelHandlers(settings)[type]?.delete(id, { ...properties });
    },
    random: () => 0.5,
    advance: (ms) => {
      passedMs += ms;
    },
  };
}

const Apifew = z.object({
  apifew: z.object({
    users: z.array(z.object({ login: z.string() })),
    licenses: z.array(z.object({ pricingUid: z.string(), ownerLogin: z.string(), userLogin: z.string().nullable() })),
  }),
});

export async function whoUsesWhat({ sandbox }: ReconcilerHarness) {
  const { apifew } = Apifew.parse(await sandbox.state());
  const used = apifew.licenses.flatMap(({ userLogin, ownerLogin, pricingUid }) =>
    foldLogin(userLogin ?? "").endsWith("@acme.com")
      ? [`${foldLogin(userLogin ?? "")} uses ${pricingUid} of ${foldLogin(ownerLogin)}`]
      : [],
  );
  const users = apifew.users.flatMap(({ login }) => (foldLogin(login).endsWith("@acme.com") ? [foldLogin(login)] : []));
  return { used: used.sort(), users: users.sort() };
}

/** Asserts that a person uses the license of the earliest tenant that assigns them one. */
function whoShould(tenants: readonly Tenant[], config: ReconcileParts["config"]) {
  const living = tenants
    .filter(({ state }) => state !== "removed")
    .toSorted((one, other) => +one.createdAt - +other.createdAt || (one.id < other.id ? -1 : 1));
  const expected = new Map<string, string>();
  const known = new Set<string>();
  for (const tenant of living) {
    const declared = declareTenant(tenant, config);
    if (!declared || !("declaration" in declared)) {
      throw new Error(`${tenant.id} cannot be declared`);
    }
    const { owner, members, plan } = declared.declaration;
    for (const { login } of [owner, ...members]) {
      known.add(foldLogin(login));
    }
    for (const login of usersOf(declared.declaration)) {
      const use = `${login} uses ${pricings[plan]} of ${foldLogin(owner.login)}`;
      if (!expected.has(login)) {
        expected.set(login, use);
      }
    }
  }
  return { expected: [...expected.values()].sort(), people: [...known].sort() };
}
