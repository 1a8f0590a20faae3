import { expect, test } from "vitest";
import { resources, vendorNamed } from "../../providers/vendors.ts";
import { collect } from "../support/collect.ts";
import { startTestSandbox } from "../support/sandbox.ts";
import { originName, originRecord, zoneId, zoneName } from "./cloudflare/cloudflare-zone.ts";

test("the objects of every adoptable type are listed with only the vendor's list inputs", async () => {
  const zone = { name: zoneName, dnsRecords: [originRecord], fallbackOrigin: originName };
  await using sandbox = await startTestSandbox({ seed: { cloudflare: { zones: [zone] } } });
  await sandbox.zone("POST", "/custom_hostnames", {
    hostname: "shop.acme-shoes.com",
    ssl: { method: "http", type: "dv" },
  });
  const inputs = { cloudflare: { zoneId }, apifew: {}, clevercloud: {} };
  const listed = new Map<string, readonly string[]>();
  for (const { definition, vendor, whyNotAdopted } of resources) {
    if (whyNotAdopted === undefined) {
      const query = vendorNamed(vendor).listInputs.parse(inputs[vendor]);
      const found = await collect(vendorNamed(vendor).connect(sandbox.settings).list(definition.type, query));
      listed.set(
        definition.type,
        found.map(({ id }) => id),
      );
    }
  }

  expect(listed.get("cloudflare:CustomHostname")).toEqual([expect.stringMatching(`^${zoneId}/`)]);
  expect(listed.get("cloudflare:FallbackOrigin")).toEqual([zoneId]);
  expect([...listed.keys()]).toContain("clevercloud:Addon");
});
