/**
 * Resources whose deletion removes an object at a vendor, and how to read those objects from the vendors'
 * state.
 */
import { z } from "zod";
import { connectApifew } from "../../../providers/apifew/connect.ts";
import { licenseAssignment } from "../../../providers/apifew/license-assignment.ts";
import { managedUser } from "../../../providers/apifew/managed-user.ts";
import { user } from "../../../providers/apifew/user.ts";
import { addon } from "../../../providers/clevercloud/addon.ts";
import { connectClevercloud } from "../../../providers/clevercloud/connect.ts";
import { connectCloudflare } from "../../../providers/cloudflare/connect.ts";
import { customHostname } from "../../../providers/cloudflare/custom-hostname/index.ts";
import { fallbackOrigin } from "../../../providers/cloudflare/fallback-origin/index.ts";
import type { HolderRecords } from "../../../providers/holder-records.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import type { Handler } from "../../support/model-engine.ts";
import type { Properties } from "../../support/resource-driver.ts";
import type { TestSandbox } from "../../support/sandbox.ts";
import { sharedClock } from "./schedule.ts";

export interface Kind {
  readonly type: string;
  readonly objects: readonly string[];
  readonly inputsOf: (object: string, sandbox: TestSandbox) => Properties;
  /** The object's name in the vendor's state. */
  readonly keyOf: (inputs: Properties) => string;
  readonly deleteBeforeReplace?: boolean | undefined;
}

const zoneIds = ["5a4db0c0ffee00000000000000000001", "5a4db0c0ffee00000000000000000002"];
const owner = "owner@acme.example";
const pricing = { pricingUid: "ABCDEF1234567890", pricingName: "monthly_10" };
const team = ["team-a@acme.example", "team-b@acme.example"];
/** Not in the team, because apifew does not remove a member who uses a license. */
const licensed = ["used-a@acme.example", "used-b@acme.example"];
const users = ["ann@acme.example", "bob@acme.example", "cat@acme.example"];

export const handoverKinds: readonly Kind[] = [
  {
    type: "hostname",
    objects: ["shop.a-shoes.com", "shop.b-shoes.com", "shop.c-shoes.com"],
    inputsOf: (hostname) => ({ zoneId: zoneIds[0], hostname, waitFor: "none" }),
    keyOf: ({ hostname }) => String(hostname),
    deleteBeforeReplace: customHostname.deleteBeforeReplace,
  },
  {
    type: "origin",
    objects: zoneIds,
    inputsOf: (zoneId) => ({ zoneId, origin: `proxy.zone-${zoneIds.indexOf(zoneId)}.com` }),
    keyOf: ({ zoneId }) => String(zoneId),
  },
  { type: "user", objects: users, inputsOf: (login) => ({ login }), keyOf: ({ login }) => String(login) },
  {
    type: "managed",
    objects: team,
    inputsOf: (managedLogin) => ({ ownerLogin: owner, managedLogin }),
    keyOf: ({ managedLogin }) => String(managedLogin),
    deleteBeforeReplace: managedUser.deleteBeforeReplace,
  },
  {
    type: "assignment",
    objects: licensed,
    inputsOf: (userLogin) => ({ ...pricing, ownerLogin: owner, userLogin }),
    keyOf: ({ userLogin }) => String(userLogin),
    deleteBeforeReplace: licenseAssignment.deleteBeforeReplace,
  },
  {
    type: "addon",
    objects: ["addon_a", "addon_b"],
    inputsOf: (addonId, { ready }) => ({
      ...{ baseUrl: ready.provider, addonId, ownerId: "orga_acme", userId: "user_jo" },
      ...{ plan: "basic", region: "EU" },
    }),
    keyOf: ({ addonId }) => String(addonId),
  },
];

/** What the sandbox must hold before the first run. */
export const handoverSeed = {
  cloudflare: {
    zones: zoneIds.map((id, index) => ({
      id,
      name: `zone-${index}.com`,
      dnsRecords: [{ type: "A" as const, name: `proxy.zone-${index}.com`, content: "203.0.113.7", proxied: true }],
    })),
  },
  apifew: {
    defaults: true,
    users: [owner, ...team, ...licensed].map((login) => ({ login })),
    licenses: [0, 1].map(() => ({ pricingUid: pricing.pricingUid, ownerLogin: owner })),
  },
};

/** The handlers of one process. */
export function handoverHandlers(sandbox: TestSandbox, holders: HolderRecords): Readonly<Record<string, Handler>> {
  const clock = sharedClock(sandbox);
  const options = { settings: sandbox.settings, clock, holders };
  return {
    hostname: createHandler({ ...customHostname, connect: (from) => connectCloudflare(from, { clock }) }, options),
    origin: createHandler({ ...fallbackOrigin, connect: (from) => connectCloudflare(from, { clock }) }, options),
    user: createHandler({ ...user, connect: (from) => connectApifew(from, { clock }) }, options),
    managed: createHandler({ ...managedUser, connect: (from) => connectApifew(from, { clock }) }, options),
    assignment: createHandler({ ...licenseAssignment, connect: (from) => connectApifew(from, { clock }) }, options),
    addon: createHandler({ ...addon, connect: (from) => connectClevercloud(from, { clock }) }, options),
  };
}

const Held = z.object({
  cloudflare: z.object({
    zones: z.array(
      z.object({
        id: z.string(),
        custom_hostnames: z.array(z.looseObject({ id: z.string(), hostname: z.string() })),
        fallback_origin: z.looseObject({ status: z.string() }).nullable(),
      }),
    ),
  }),
  apifew: z.object({
    users: z.array(z.looseObject({ login: z.string() })),
    managedUsers: z.array(z.object({ ownerLogin: z.string(), managedLogin: z.string() })),
    licenses: z.array(z.looseObject({ ownerLogin: z.string(), userLogin: z.string().nullable() })),
  }),
  clevercloud: z.object({ addons: z.array(z.looseObject({ addonId: z.string() })) }),
});

/** The ids of the vendors' current objects, for each kind by the object's name. */
export async function objectsAt(
  sandbox: TestSandbox,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const { cloudflare, apifew, clevercloud } = Held.parse(await sandbox.state());
  const zones = cloudflare.zones.map(({ id, custom_hostnames, fallback_origin }) => ({
    ...{ id, hostnames: custom_hostnames },
    hasOrigin: fallback_origin !== null && fallback_origin.status !== "pending_deletion",
  }));
  const entries: Record<string, readonly (readonly [string, string])[]> = {
    hostname: zones.flatMap(({ id: zone, hostnames }) =>
      hostnames.map(({ id, hostname }) => [hostname, `${zone}/${id}`] as const),
    ),
    origin: zones.filter(({ hasOrigin }) => hasOrigin).map(({ id }) => [id, id] as const),
    user: apifew.users.filter(({ login }) => users.includes(login)).map(({ login }) => [login, login] as const),
    managed: apifew.managedUsers.map((one) => [one.managedLogin, `${one.ownerLogin}/${one.managedLogin}`] as const),
    assignment: apifew.licenses
      .filter(({ ownerLogin }) => ownerLogin === owner)
      .flatMap(({ userLogin }) =>
        userLogin === null ? [] : [[userLogin, `${pricing.pricingUid}/${owner}/${userLogin}`] as const],
      ),
    addon: clevercloud.addons.map(({ addonId }) => [addonId, addonId] as const),
  };
  return Object.fromEntries(Object.entries(entries).map(([type, held]) => [type, Object.fromEntries(held)]));
}
