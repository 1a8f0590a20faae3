import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname/index.ts";
import { fallbackOrigin } from "@marketplane/providers/cloudflare/fallback-origin/index.ts";
import { resourceProviders } from "@marketplane/providers/engine-types.ts";
import { createHandler } from "@marketplane/providers/resource-handler.ts";
import { expect, test } from "vitest";
import type { z } from "zod";
import { findUnmanaged } from "../../../../src/fleet/adopt/find-unmanaged.ts";
import { toImportFile } from "../../../../src/fleet/adopt/import-file.ts";
import type { HostnameSeed } from "../../../../src/tools/sandbox/cloudflare/seed.ts";
import { startTestSandbox } from "../../../support/sandbox.ts";

const zoneId = "5a4db0c0ffee00000000000000000001";
const settings = {
  ciphers: ["ECDHE-RSA-AES128-GCM-SHA256"],
  early_hints: "on",
  http2: "off",
  min_tls_version: "1.1",
  tls_1_3: "on",
};
const active = { status: "active", ssl_status: "active" };

/** Hostnames with the variety that a zone collects over the years. */
const customHostnames: z.input<typeof HostnameSeed>[] = [
  { hostname: "none.customer.com" },
  { hostname: "pending.customer.com", ssl: { method: "txt", type: "dv" } },
  { hostname: "email.customer.com", ssl: { method: "email", type: "dv" }, ...active },
  { hostname: "settings.customer.com", ssl: { method: "http", type: "dv", settings }, ...active },
  { hostname: "wild.customer.com", ssl: { method: "txt", type: "dv", wildcard: true }, ...active },
  {
    hostname: "ca.customer.com",
    ssl: { method: "http", type: "dv", certificate_authority: "lets_encrypt" },
    ...active,
  },
  { hostname: "bundle.customer.com", ssl: { method: "http", type: "dv", bundle_method: "force" }, ...active },
  { hostname: "metadata.customer.com", custom_metadata: { a: { b: [1, null, "x"] }, n: 0, flag: false }, ...active },
  { hostname: "empty-metadata.customer.com", custom_metadata: {}, ...active },
  {
    hostname: "origin.customer.com",
    ssl: { method: "http", type: "dv" },
    custom_origin_server: "proxy-fallback.saasprovider.com",
    custom_origin_sni: ":request_host_header:",
    ...active,
  },
  {
    hostname: `${"long".repeat(15)}.customer.com`,
    ssl: { method: "http", type: "dv", cloudflare_branding: true },
    ...active,
  },
];

test.each(resourceProviders)(
  "as a %s resource, the declaration of any hostname is valid, and shows no difference before or after the refresh",
  async (provider) => {
    const dnsRecords = [{ type: "A" as const, name: "proxy-fallback", content: "192.0.2.1", proxied: true }];
    const origin = { dnsRecords, fallbackOrigin: "proxy-fallback.saasprovider.com" };
    await using sandbox = await startTestSandbox({
      timeScale: 0,
      seed: { cloudflare: { zones: [{ name: "saasprovider.com", ...origin, customHostnames }] } },
    });
    const scope = { vendors: ["cloudflare" as const], zones: [zoneId], pricingNames: {}, baseUrl: undefined };
    const { objects } = await findUnmanaged(scope, sandbox.settings, undefined);
    const { resources } = toImportFile(objects, provider);
    expect(resources).toHaveLength(customHostnames.length + 1);
    const handlers = [
      createHandler(customHostname, { settings: sandbox.settings }),
      createHandler(fallbackOrigin, { settings: sandbox.settings }),
    ];
    for (const { type, name, id, inputs = {}, outputs } of resources) {
      const handler = type.endsWith(":CustomHostname") ? handlers[0] : handlers[1];
      const checked = await handler?.check({}, inputs);
      expect([name, checked?.failures]).toEqual([name, []]);
      const news = checked?.inputs ?? {};
      expect([name, (await handler?.diff(id, outputs, news))?.changes]).toEqual([name, false]);
      const refreshed = await handler?.read(id, outputs);
      expect([name, refreshed?.inputs]).toEqual([
        name,
        Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== "__provider")),
      ]);
      expect([name, (await handler?.diff(id, refreshed?.props ?? {}, news))?.changes]).toEqual([name, false]);
    }
  },
);
