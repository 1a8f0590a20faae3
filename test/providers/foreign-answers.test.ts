import fc from "fast-check";
import { MockAgent } from "undici";
import { describe, expect, test } from "vitest";
import { connectApifew } from "../../providers/apifew/connect.ts";
import { counter } from "../../providers/apifew/counter.ts";
import { license } from "../../providers/apifew/license/index.ts";
import { licenseAssignment } from "../../providers/apifew/license-assignment.ts";
import { pricing } from "../../providers/apifew/pricing.ts";
import { user } from "../../providers/apifew/user.ts";
import { addon } from "../../providers/clevercloud/addon.ts";
import { addonConfig } from "../../providers/clevercloud/addon-config.ts";
import { connectClevercloud } from "../../providers/clevercloud/connect.ts";
import { connectCloudflare } from "../../providers/cloudflare/connect.ts";
import { customHostname } from "../../providers/cloudflare/custom-hostname/index.ts";
import { fallbackOrigin } from "../../providers/cloudflare/fallback-origin/index.ts";
import type { Settings } from "../../providers/settings.ts";
import { collect } from "../support/collect.ts";
import { FakeClock } from "../support/fake-clock.ts";

const zoneId = "5a4db0c0ffee00000000000000000001";
const hostnameId = "0d89c70d-ad9f-4843-b99f-6cc0252067e9";
const settings: Settings = {
  configured: (key) =>
    ({
      "cloudflare:apiToken": "token-0123456789-0123456789",
      "apifew:key": "key-0123456789-0123456789-0123",
      "clevercloud:providerId": "shoe-shop",
      "clevercloud:password": "password-0123456789-0123456789",
    })[key],
  environment: () => undefined,
};

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}

type Transport = { readonly clock: FakeClock; readonly dispatcher: MockAgent };

const cloudflare = (transport: Transport) => ({ ...transport, client: connectCloudflare(settings, transport) });
const apifew = (transport: Transport) => ({ ...transport, client: connectApifew(settings, transport) });
const clevercloud = (transport: Transport) => ({ ...transport, client: connectClevercloud(settings, transport) });

const licensed = {
  pricingUid: "p1",
  pricingName: "basic",
  ownerLogin: "jane@acme.example",
  quantity: 1,
  keys: ["k-1"],
};
const uses = { ...licensed, userLogin: "joe@acme.example", licenseKey: "k-1" };
const ordered = { baseUrl: "https://provider.example", addonId: "addon_1", region: "EU", plan: "basic" };

/** Every resource that is read at a vendor, as in a state. */
const reads: Readonly<Record<string, (transport: Transport) => Promise<unknown>>> = {
  CustomHostname: (t) => customHostname.read(`${zoneId}/${hostnameId}`, { zoneId }, cloudflare(t)),
  FallbackOrigin: (t) => fallbackOrigin.read(zoneId, { zoneId }, cloudflare(t)),
  User: (t) => user.read("jane@acme.example", { login: "jane@acme.example" }, apifew(t)),
  Counter: (t) => counter.read("calls/jane@acme.example", {}, apifew(t)),
  Pricing: (t) => pricing.read("p1", { uid: "p1", name: "basic" }, apifew(t)),
  License: (t) => license.read("p1/jane@acme.example", licensed, apifew(t)),
  LicenseAssignment: (t) => licenseAssignment.read("p1/jane@acme.example/joe@acme.example", uses, apifew(t)),
  Addon: (t) => addon.read("addon_1", ordered, clevercloud(t)),
  AddonConfig: (t) => addonConfig.read("addon_1", { addonId: "addon_1" }, clevercloud(t)),
};

/** Deletes, and the look-ups and listings that creates, drift and adoption use. */
const others: Readonly<Record<string, (transport: Transport) => Promise<unknown>>> = {
  "delete of CustomHostname": (t) => customHostname.delete(`${zoneId}/${hostnameId}`, { zoneId }, cloudflare(t)),
  "delete of FallbackOrigin": (t) =>
    fallbackOrigin.delete(zoneId, { zoneId, origin: "origin.saasprovider.com" }, cloudflare(t)),
  "delete of AddonConfig": (t) =>
    addonConfig.delete("addon_1", { addonId: "addon_1", onDelete: "clear" }, clevercloud(t)),
  "delete of Addon": (t) => addon.delete("addon_1", { ...ordered, resourceId: "r1" }, clevercloud(t)),
  "list of CustomHostname": (t) => collect(customHostname.list({ zoneId }, cloudflare(t))),
  "list of FallbackOrigin": (t) => collect(fallbackOrigin.list({ zoneId }, cloudflare(t))),
  "list of Addon": (t) => collect(addon.list(undefined, clevercloud(t))),
  "list of Pricing": (t) => collect(pricing.list({ pricingNames: {} }, apifew(t))),
  "list of License": (t) => collect(license.list({ pricingNames: {} }, apifew(t))),
};

async function against(answer: Answer, call: (transport: Transport) => Promise<unknown>): Promise<unknown> {
  const agent = new MockAgent();
  agent.disableNetConnect();
  for (const origin of [/api\.cloudflare\.com/, /apifew/, /clever-cloud/, /provider\.example/]) {
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      agent
        .get(origin)
        .intercept({ method, path: () => true })
        .reply(answer.status, answer.body, { headers: { "content-type": answer.type } })
        .persist();
    }
  }
  try {
    return await call({ clock: new FakeClock(), dispatcher: agent });
  } finally {
    await agent.close();
  }
}

const html = { type: "text/html", body: "<html><body><h1>404 Not Found</h1></body></html>" };
const problem = { type: "about:blank", title: "Not Found", status: 404, detail: "no route" };
const foreign: readonly Answer[] = [
  { status: 404, ...html },
  { status: 410, ...html },
  { status: 404, type: "text/plain", body: "" },
  { status: 404, type: "application/problem+json", body: JSON.stringify(problem) },
  ...[{}, [], null, "Not Found", { success: false }, { success: false, errors: [] }, { error: "Not Found" }].map(
    (body) => ({ status: 404, type: "application/json", body: JSON.stringify(body) }),
  ),
  // As API gateways answer for every path.
  { status: 404, type: "application/json", body: JSON.stringify({ message: "no Route matched with those values" }) },
  {
    status: 404,
    type: "application/json",
    body: JSON.stringify({ success: false, errors: [{ code: 7003, message: "no" }] }),
  },
  {
    status: 404,
    type: "application/json",
    body: JSON.stringify({ success: false, errors: [{ code: 1001, message: "no" }] }),
  },
];
const foreignSuccesses: readonly Answer[] = [
  { ...html, status: 200 },
  ...[{}, { status: "ok" }, { success: true }].map((body) => ({
    status: 200,
    type: "application/json",
    body: JSON.stringify(body),
  })),
];

describe.each(Object.entries(reads))("the read of %s", (_name, read) => {
  test.each(foreign)("treats HTTP $status with $body as an error, not as a deleted object", async (answer) => {
    await expect(against(answer, read)).rejects.toThrow(Error);
  });

  test.each(foreignSuccesses)("treats HTTP 200 with $body as an error, too", async (answer) => {
    await expect(against(answer, read)).rejects.toThrow(Error);
  });

  test("does not treat a 404 with JSON of another shape as a deleted object", async () => {
    const shape = fc.json().filter((body) => !/"(message|errors|error_msg)"/.test(body));
    await fc.assert(
      fc.asyncProperty(shape, fc.constantFrom(404, 410), async (body, status) => {
        await expect(against({ status, body, type: "application/json" }, read)).rejects.toThrow(Error);
      }),
      { numRuns: 15 },
    );
  });
});

/** A provider that is asked to deprovision is not one of our vendors, and its 404 has no known form. */
const isUndecided = (name: string, { status, body }: Answer) =>
  name === "delete of Addon" && (body.includes("no Route") || status === 200);
const pairs = Object.entries(others).flatMap(([name, call]) =>
  [...foreign, ...foreignSuccesses].map((answer) => ({ name, call, ...answer })),
);

test.each(pairs.filter(({ name, ...answer }) => !isUndecided(name, answer)))(
  "the $name treats HTTP $status with $body as an error",
  async ({ call, ...answer }) => {
    await expect(against(answer, call)).rejects.toThrow(Error);
  },
);
