import type { Dispatcher } from "undici";
import { z } from "zod";
import type { ApifewClient } from "../../../providers/apifew/client.ts";
import { connectApifew } from "../../../providers/apifew/connect.ts";
import type { ResourceDefinition } from "../../../providers/define-resource.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import type { Settings } from "../../../providers/settings.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { ResourceDriver } from "../../support/resource-driver.ts";
import type { TestSandbox } from "../../support/sandbox.ts";

interface Surroundings {
  readonly settings: Settings;
  readonly dispatcher?: Dispatcher;
  readonly clock?: FakeClock;
}

type Kept = ConstructorParameters<typeof ResourceDriver>[1];

/** A client with a clock that ends every pause at once. */
export function clientFor({ settings, dispatcher, clock = new FakeClock() }: Surroundings): ApifewClient {
  return connectApifew(settings, { clock, ...(dispatcher ? { dispatcher } : {}) });
}

/** An apifew resource, driven as by the engine. */
export function drive<Schema extends z.ZodObject, State extends object, Scope>(
  definition: ResourceDefinition<Schema, State, ApifewClient, Scope>,
  surroundings: Surroundings,
  kept?: Kept,
): ResourceDriver {
  const { settings, clock = new FakeClock() } = surroundings;
  const connect = (from: Settings) => clientFor({ ...surroundings, settings: from, clock });
  return new ResourceDriver(createHandler({ ...definition, connect }, { settings, clock }), kept);
}

/** Settings with only these keys. */
export function settingsFrom(configuration: Readonly<Record<string, string>>): Settings {
  return { configured: (key) => configuration[key], environment: () => undefined };
}

const License = z.object({
  key: z.string(),
  pricingUid: z.string(),
  rev: z.number(),
  ownerLogin: z.string(),
  userLogin: z.string().nullable(),
  active: z.boolean(),
  counters: z.record(z.string(), z.number()),
});
export type License = z.infer<typeof License>;

const Vendor = z.object({
  apifew: z.object({
    users: z.array(z.object({ login: z.string(), uid: z.string(), nameFirst: z.string(), nameLast: z.string() })),
    managedUsers: z.array(z.object({ ownerLogin: z.string(), managedLogin: z.string() })),
    licenses: z.array(License),
  }),
});

/** The objects that apifew has now. */
export async function held(sandbox: TestSandbox): Promise<z.infer<typeof Vendor>["apifew"]> {
  return Vendor.parse(await sandbox.state()).apifew;
}

/** The licenses that a login owns. */
export async function licensesOf(sandbox: TestSandbox, ownerLogin: string): Promise<License[]> {
  return (await held(sandbox)).licenses.filter((license) => license.ownerLogin === ownerLogin);
}

/** The paths of all writes so far. */
export async function writes(sandbox: TestSandbox): Promise<string[]> {
  return (await sandbox.calls()).filter(({ write }) => write).map(({ route }) => route);
}

export const monthly = { pricingUid: "ABCDEF1234567890", pricingName: "monthly_10" };
export const monthlyPricing = { pricingUid: "ABCDEF1234567891", pricingName: "Monthly pricing" };
export const jane = "jane.doe@acme.example";
export const john = "john.roe@acme.example";
/** Owns and uses a license of "monthly_10" from the start. */
export const firstCustomer = "first.customer@example.com";
/** Owns an unused license of "Monthly pricing". */
export const secondCustomer = "second.customer@example.com";

/** A sandbox in which Jane and John are users of the application. */
export const withUsers = { seed: { apifew: { users: [{ login: jane }, { login: john }] } } };

/** The keys that an owner has at apifew. */
export async function keysOf(sandbox: TestSandbox, ownerLogin = jane): Promise<string[]> {
  return (await licensesOf(sandbox, ownerLogin)).map(({ key }) => key);
}
