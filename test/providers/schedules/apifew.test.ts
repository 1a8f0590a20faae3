import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { connectApifew } from "../../../providers/apifew/connect.ts";
import { counter } from "../../../providers/apifew/counter.ts";
import { license } from "../../../providers/apifew/license/index.ts";
import { licenseAssignment } from "../../../providers/apifew/license-assignment.ts";
import { managedUser } from "../../../providers/apifew/managed-user.ts";
import { pricing } from "../../../providers/apifew/pricing.ts";
import { user } from "../../../providers/apifew/user.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import type { Settings } from "../../../providers/settings.ts";
import type { Declared, Kept, ModelEngine } from "../../support/model-engine.ts";
import type { TestSandbox } from "../../support/sandbox.ts";
import { assertSchedules, type Cast, type History } from "./schedule.ts";

const plans = [
  { pricingUid: "ABCDEF1234567890", pricingName: "monthly_10" },
  { pricingUid: "ABCDEF1234567891", pricingName: "Monthly pricing" },
] as const;
const yearlyUid = "ABCDEF1234567892";
const domain = "acme.example";
const ownerOf = (part: number) => `owner-${part}@${domain}`;
const memberOf = (part: number) => `member-${part}@${domain}`;

/** A customer: an owner with licenses, and optionally a member who uses one, and a counter. */
const target = fc.record({
  plan: fc.constantFrom(0 as const, 1 as const),
  quantity: fc.integer({ min: 1, max: 3 }),
  hasMember: fc.boolean(),
  nameFirst: fc.constantFrom(undefined, "Jane", "Joan"),
  counter: fc.constantFrom(undefined, 0, 5),
  migrateLicenses: fc.boolean(),
});
type Target = typeof target extends fc.Arbitrary<infer Value> ? Value : never;

const License = z.object({
  key: z.string(),
  pricingUid: z.string(),
  rev: z.number(),
  ownerLogin: z.string(),
  userLogin: z.string().nullable(),
  counters: z.record(z.string(), z.number()),
});
const Vendor = z.object({
  apifew: z.object({
    users: z.array(z.object({ login: z.string(), nameFirst: z.string() })),
    managedUsers: z.array(z.object({ ownerLogin: z.string(), managedLogin: z.string() })),
    pricings: z.array(z.object({ uid: z.string(), revisions: z.array(z.object({ rev: z.number() })) })),
    licenses: z.array(License),
  }),
});
type Vendor = z.infer<typeof Vendor>["apifew"];
const Keys = z.object({ keys: z.array(z.string()) });

const cast: Cast<Target> = {
  seed: {},
  parts: 2,
  // A counter belongs to the license in use. A change of plan moves it to another license, which the next
  // refresh
  // shows.
  runsToRest: 2,
  target,
  declare,
  handlers: ({ dispatcher, clock, pendingCreates }, settings) => {
    const connect = (from: Settings) => connectApifew(from, { dispatcher, clock });
    const options = { settings, clock, pendingCreates };
    return {
      pricing: createHandler({ ...pricing, connect }, options),
      user: createHandler({ ...user, connect }, options),
      license: createHandler({ ...license, connect }, options),
      managed: createHandler({ ...managedUser, connect }, options),
      assignment: createHandler({ ...licenseAssignment, connect }, options),
      counter: createHandler({ ...counter, connect }, options),
    };
  },
  meanwhile: changeElsewhere,
  asksForLeave: /appeared under pricing "yearly_100".*if another process created the license, set adopt: true/,
  verify: (state, engine, program) => {
    const vendor = Vendor.parse(state).apifew;
    verifyPeople(vendor, program);
    verifyLicenses(vendor, engine, program);
    verifyUsage(vendor, program);
    expect([...engine.state.keys()].toSorted()).toEqual(program.map(({ name }) => name).toSorted());
    expect(engine.replaced).toEqual([]);
  },
};

function declare(part: number, now: Target, history: History<Target>): Declared[] {
  const plan = plans[now.plan];
  const ownerLogin = ownerOf(part);
  const userLogin = memberOf(part);
  const isOtherPlan = (one: Target | undefined) => one?.plan !== now.plan;
  // A quantity never decreases, and licenses that an earlier declaration left with the owner are taken over
  // with
  // adopt.
  const isTakenUp = history.slice(0, history.findLastIndex(isOtherPlan) + 1).some((one) => !isOtherPlan(one));
  const quantities = history
    .filter((one) => !isOtherPlan(one))
    .map((one) => Math.max(one?.quantity ?? 1, one?.hasMember ? 2 : 1));
  const quantity = Math.max(...quantities);
  const names = now.nameFirst === undefined ? {} : { nameFirst: now.nameFirst };
  return [
    {
      name: "pricing",
      type: "pricing",
      inputs: { uid: plan.pricingUid, name: plan.pricingName, migrateLicenses: now.migrateLicenses },
    },
    { name: "owner", type: "user", inputs: { login: ownerLogin, ...names } },
    {
      name: "license",
      type: "license",
      inputs: { ...plan, ownerLogin, quantity, ...(isTakenUp ? { adopt: true } : {}) },
    },
    ...(now.hasMember
      ? [
          { name: "member", type: "user", inputs: { login: userLogin } },
          { name: "managed", type: "managed", inputs: { ownerLogin, managedLogin: userLogin } },
          { name: "assignment", type: "assignment", inputs: { ...plan, ownerLogin, userLogin } },
        ]
      : []),
    ...(now.counter === undefined
      ? []
      : [
          { name: "counter", type: "counter", inputs: { name: "requests", userLogin: ownerLogin, value: now.counter } },
        ]),
  ];
}

/** Other customers buy, an owner buys another license, or a pricing gets a new revision. */
async function changeElsewhere(choice: number, { ready, control }: TestSandbox): Promise<void> {
  const { apifew, credentials } = ready;
  if (choice % 3 === 2) {
    await control("POST", "/apifew/pricings/revisions", { uid: plans[choice % 2 === 0 ? 0 : 1].pricingUid });
    return;
  }
  const body =
    choice % 3 === 0
      ? { PRICING_UID: plans[0].pricingUid, OWNER_LOGIN: "first.customer@example.com", NO_USAGE: true }
      : { PRICING_UID: yearlyUid, OWNER_LOGIN: ownerOf(choice % 2), NO_USAGE: true };
  const headers = { "apifew-key": credentials.apifew.key, "content-type": "application/json" };
  const url = `${apifew}/v2/app/pricing/license/create`;
  await (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).text();
}

function inputsOf(program: readonly Declared[], type: string): Declared["inputs"][] {
  return program.filter((declared) => declared.type === type).map(({ inputs }) => inputs);
}

function verifyPeople({ users, managedUsers }: Vendor, program: readonly Declared[]): void {
  const ours = users.filter(({ login }) => login.endsWith(domain));
  const declared = inputsOf(program, "user");
  expect(ours.map(({ login }) => login).toSorted()).toEqual(declared.map(({ login }) => login).toSorted());
  for (const { login, nameFirst } of declared.filter((one) => one.nameFirst !== undefined)) {
    expect(ours.find((one) => one.login === login)?.nameFirst).toBe(nameFirst);
  }
  const teams = inputsOf(program, "managed").map(({ ownerLogin, managedLogin }) => ({ ownerLogin, managedLogin }));
  expect(managedUsers).toHaveLength(teams.length);
  expect(managedUsers).toEqual(expect.arrayContaining(teams));
}

/** Each of our licenses was in some state, and the current state has as many as declared. */
function verifyLicenses({ licenses, pricings }: Vendor, engine: ModelEngine, program: readonly Declared[]): void {
  const ours = licenses.filter(({ ownerLogin, pricingUid }) => ownerLogin.endsWith(domain) && pricingUid !== yearlyUid);
  const isLicense = ({ type }: Kept) => type === "license";
  const known = [...engine.removed, ...engine.state.values()]
    .filter(isLicense)
    .flatMap(({ outs }) => Keys.parse(outs).keys);
  expect(ours.map(({ key }) => key).toSorted()).toEqual([...new Set(known)].toSorted());
  for (const { name, inputs } of program.filter(({ type }) => type === "license")) {
    const { keys } = Keys.parse(engine.state.get(name)?.outs);
    expect(new Set(keys).size).toBe(inputs.quantity);
    for (const key of keys) {
      expect(ours.find((one) => one.key === key)).toMatchObject({
        pricingUid: inputs.pricingUid,
        ownerLogin: inputs.ownerLogin,
      });
    }
  }
  for (const { uid } of inputsOf(program, "pricing").filter(({ migrateLicenses }) => migrateLicenses)) {
    const latest = pricings.find((one) => one.uid === uid)?.revisions.at(-1)?.rev;
    expect(licenses.filter(({ pricingUid, rev }) => pricingUid === uid && rev !== latest)).toEqual([]);
  }
}

/** Owners and members use one license each, of the declared plan. Removed ones use none. */
function verifyUsage({ licenses }: Vendor, program: readonly Declared[]): void {
  const used = licenses
    .filter(({ userLogin }) => userLogin?.endsWith(domain))
    .map(({ pricingUid, ownerLogin, userLogin }) => ({ pricingUid, ownerLogin, userLogin }));
  const declared = [
    ...inputsOf(program, "license").map((inputs) => ({ ...inputs, userLogin: inputs.ownerLogin })),
    ...inputsOf(program, "assignment"),
  ].map(({ pricingUid, ownerLogin, userLogin }: Declared["inputs"]) => ({ pricingUid, ownerLogin, userLogin }));
  expect(used).toHaveLength(declared.length);
  expect(used).toEqual(expect.arrayContaining(declared));
  for (const { userLogin, value } of inputsOf(program, "counter")) {
    expect(licenses.find((one) => one.userLogin === userLogin)?.counters.requests).toBe(value);
  }
}

test("users, teams, licenses and counters are as declared after any failures, and no license is lost or duplicated", async () => {
  await assertSchedules(cast, 150);
}, 1_800_000);
