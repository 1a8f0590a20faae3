import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { connectCloudflare } from "../../../providers/cloudflare/connect.ts";
import { customHostname } from "../../../providers/cloudflare/custom-hostname/index.ts";
import { fallbackOrigin } from "../../../providers/cloudflare/fallback-origin/index.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import type { Settings } from "../../../providers/settings.ts";
import type { TestSandbox } from "../../support/sandbox.ts";
import { assertSchedules, type Cast } from "./schedule.ts";

const zoneIds = ["5a4db0c0ffee00000000000000000001", "5a4db0c0ffee00000000000000000002"] as const;
const zoneNames = ["saasprovider.com", "other-provider.com"] as const;
const originsOf = (zone: 0 | 1) => [`proxy.${zoneNames[zone]}`, `spare.${zoneNames[zone]}`] as const;
const isForeign = (hostname: string) => hostname.startsWith("foreign-");

const zoneSeeds = ([0, 1] as const).map((zone) => ({
  id: zoneIds[zone],
  name: zoneNames[zone],
  dnsRecords: originsOf(zone).map((name) => ({ type: "A" as const, name, content: "203.0.113.7", proxied: true })),
  customHostnames: Array.from({ length: 7 }, (_, index) => ({ hostname: `foreign-${index}.example-${zone}.com` })),
}));

/** The first part is the fallback origin of a zone. The others are hostnames. */
const originParts = 1;

const zone = fc.constantFrom(0 as const, 1 as const);
const target = fc.record({
  zone,
  name: fc.constantFrom("www", "shop"),
  origin: fc.constantFrom(0 as const, 1 as const),
  more: fc.record(
    {
      ssl: fc.constantFrom(
        { method: "http" },
        { method: "txt", settings: { minTlsVersion: "1.2" } },
        { method: "txt", wildcard: true },
      ),
      customMetadata: fc.constantFrom({}, { tenant: "acme", isCanary: false }),
      waitFor: fc.constantFrom("none", "pending_validation"),
    },
    { requiredKeys: [] },
  ),
});

const ZoneState = z.object({
  id: z.string(),
  custom_hostnames: z.array(
    z.looseObject({
      id: z.string(),
      hostname: z.string(),
      ssl: z.looseObject({ method: z.string() }).optional(),
      custom_metadata: z.unknown().optional(),
    }),
  ),
  fallback_origin: z.object({ origin: z.string(), status: z.string() }).nullable(),
});
const Vendor = z.object({ cloudflare: z.object({ zones: z.array(ZoneState) }) });

const cast: Cast<typeof target extends fc.Arbitrary<infer Target> ? Target : never> = {
  seed: { cloudflare: { zones: [...zoneSeeds] } },
  settings: { "cloudflare:perPage": "5", "cloudflare:rateLimit": "9999999/1", "marketplane:bulkReads": "on" },
  parts: originParts + 3,
  runsToRest: 1,
  target,
  declare: (part, { zone: index, name, origin, more }) =>
    part < originParts
      ? [
          {
            name: "origin",
            type: "origin",
            inputs: { zoneId: zoneIds[index], origin: originsOf(index)[origin] },
          },
        ]
      : [
          {
            name: "hostname",
            type: "hostname",
            inputs: { zoneId: zoneIds[index], hostname: `${name}.customer-${part}.com`, ...more },
          },
        ],
  handlers: ({ dispatcher, clock, pendingCreates }, settings) => {
    const connect = (from: Settings) => connectCloudflare(from, { dispatcher, clock });
    return {
      hostname: createHandler({ ...customHostname, connect }, { settings, clock, pendingCreates }),
      origin: createHandler({ ...fallbackOrigin, connect }, { settings, clock, pendingCreates }),
    };
  },
  meanwhile: changeForeign,
  verify: (vendor, engine, program) => {
    const { zones } = Vendor.parse(vendor).cloudflare;
    const held = zones.flatMap(({ id: zoneId, custom_hostnames }) =>
      custom_hostnames
        .filter(({ hostname }) => !isForeign(hostname))
        .map((one) => ({
          id: `${zoneId}/${one.id}`,
          hostname: one.hostname,
          method: one.ssl?.method,
          metadata: one.custom_metadata ?? {},
        })),
    );
    const wanted = program.filter(({ type }) => type === "hostname");
    const declared = wanted.map(({ name, inputs }) => ({
      id: engine.state.get(name)?.id,
      hostname: inputs.hostname,
      method: inputs.ssl ? z.object({ method: z.string() }).parse(inputs.ssl).method : undefined,
      metadata: inputs.customMetadata ?? {},
    }));
    expect(held.toSorted(byHostname)).toEqual(declared.toSorted(byHostname));
    const origins = zones.flatMap(({ id, fallback_origin: set }) =>
      // A hostname that is being deleted belongs to no resource any more.
      set && set.status !== "pending_deletion" ? [{ id, origin: set.origin }] : [],
    );
    expect(origins).toEqual(
      program
        .filter(({ type }) => type === "origin")
        .map(({ inputs }) => ({ id: inputs.zoneId, origin: inputs.origin })),
    );
    expect([...engine.state.keys()].toSorted()).toEqual(program.map(({ name }) => name).toSorted());
    expect(engine.replaced).toEqual([]);
  },
};

function byHostname(one: { hostname: unknown }, other: { hostname: unknown }): number {
  return String(one.hostname).localeCompare(String(other.hostname));
}

/** Hostnames of others appear and disappear, so that pages shift during a listing. */
async function changeForeign(choice: number, { ready }: TestSandbox): Promise<void> {
  const { cloudflare, credentials } = ready;
  const collection = `${cloudflare}/zones/${zoneIds[choice % 2]}/custom_hostnames`;
  const headers = { authorization: `Bearer ${credentials.cloudflare.apiToken}`, "content-type": "application/json" };
  if (choice % 3 === 0) {
    const body = JSON.stringify({ hostname: `foreign-${choice}.example-new.com` });
    await (await fetch(collection, { method: "POST", headers, body })).text();
    return;
  }
  const List = z.object({ result: z.array(z.object({ id: z.string(), hostname: z.string() })) });
  const listed = List.parse(await (await fetch(collection, { headers })).json()).result;
  const foreign = listed.filter(({ hostname }) => isForeign(hostname));
  const gone = foreign[choice % Math.max(1, foreign.length)];
  if (gone) {
    await (await fetch(`${collection}/${gone.id}`, { method: "DELETE", headers })).text();
  }
}

test("hostnames and fallback origins are as declared after any failures, without duplicates or orphans", async () => {
  await assertSchedules(cast, 150);
}, 1_800_000);
