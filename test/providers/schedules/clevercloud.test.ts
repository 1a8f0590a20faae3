import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { addon } from "../../../providers/clevercloud/addon.ts";
import { addonConfig } from "../../../providers/clevercloud/addon-config.ts";
import { addonManifest } from "../../../providers/clevercloud/addon-manifest/index.ts";
import { connectClevercloud } from "../../../providers/clevercloud/connect.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import type { Settings } from "../../../providers/settings.ts";
import type { Declared } from "../../support/model-engine.ts";
import type { TestSandbox } from "../../support/sandbox.ts";
import { assertSchedules, type Cast, type History } from "./schedule.ts";

const foreign = "addon_foreign";

/** A customer's add-on with its config vars, and a manifest. */
const target = fc.record({
  addon: fc.constantFrom("one", "two"),
  plan: fc.constantFrom("basic", "pro"),
  owner: fc.constantFrom("orga_acme", "orga_globex"),
  config: fc.option(
    fc.constantFrom(
      {},
      { SANDBOX_ADDON_URL: "https://acme.example" },
      { SANDBOX_ADDON_KEY: "a", SANDBOX_ADDON_URL: "b" },
    ),
    { nil: undefined },
  ),
  onDelete: fc.constantFrom("keep", "clear"),
  rotate: fc.constantFrom(undefined, "spring"),
});
type Target = typeof target extends fc.Arbitrary<infer Value> ? Value : never;

const Vendor = z.object({
  clevercloud: z.object({
    addons: z.array(
      z.object({
        addonId: z.string(),
        plan: z.string(),
        ownerId: z.string(),
        config: z.record(z.string(), z.string()),
      }),
    ),
  }),
  provider: z.object({
    resources: z.array(z.object({ id: z.string(), addonId: z.string(), plan: z.string(), isDeleted: z.boolean() })),
  }),
});

const cast: Cast<Target> = {
  seed: {
    clevercloud: {
      pageSize: 3,
      addons: Array.from({ length: 5 }, (_, index) => ({ addonId: `${foreign}_${index}`, plan: "basic" })),
    },
  },
  parts: 2,
  // An add-on that is ordered again has its own initial config vars, which the next refresh shows.
  runsToRest: 2,
  target,
  declare,
  handlers: ({ dispatcher, clock, pendingCreates }, settings) => {
    const connect = (from: Settings) => connectClevercloud(from, { dispatcher, clock });
    const options = { settings, clock, pendingCreates };
    return {
      addon: createHandler({ ...addon, connect }, options),
      config: createHandler({ ...addonConfig, connect }, options),
      manifest: createHandler(addonManifest, options),
    };
  },
  meanwhile: changeForeign,
  verify: (state, engine, program) => {
    const { clevercloud, provider } = Vendor.parse(state);
    const addons = clevercloud.addons.filter(({ addonId }) => !addonId.startsWith(foreign));
    const resources = provider.resources.filter(({ addonId, isDeleted }) => !addonId.startsWith(foreign) && !isDeleted);
    const declared = program.filter(({ type }) => type === "addon");
    const wanted = declared.map(({ inputs: { addonId, plan, ownerId } }) => ({ addonId, plan, ownerId }));
    expect(addons.map(({ addonId, plan, ownerId }) => ({ addonId, plan, ownerId })).toSorted(byAddon)).toEqual(
      wanted.toSorted(byAddon),
    );
    expect(resources.map(({ id, addonId, plan }) => ({ id, addonId, plan })).toSorted(byAddon)).toEqual(
      declared
        .map(({ name, inputs: { addonId, plan } }) => ({ id: engine.state.get(name)?.outs.resourceId, addonId, plan }))
        .toSorted(byAddon),
    );
    for (const { inputs } of program.filter(({ type }) => type === "config")) {
      expect(addons.find(({ addonId }) => addonId === inputs.addonId)?.config).toEqual(inputs.config);
    }
    expect([...engine.state.keys()].toSorted()).toEqual(program.map(({ name }) => name).toSorted());
    expect(engine.replaced).toEqual([]);
  },
};

function declare(part: number, now: Target, _history: History<Target>, { ready }: TestSandbox): Declared[] {
  const addonId = `addon_${part}_${now.addon}`;
  const production = { baseUrl: "https://app.example/resources", ssoUrl: "https://app.example/sso" };
  const manifest = { providerId: `shop-${part}`, name: "Shop", configVars: [], regions: ["eu"], production };
  const { plan, owner: ownerId, config, onDelete, rotate } = now;
  const order = { baseUrl: ready.provider, addonId, ownerId, userId: "user_jo", plan, region: "EU" };
  return [
    { name: "manifest", type: "manifest", inputs: { ...manifest, ...(rotate === undefined ? {} : { rotate }) } },
    { name: "addon", type: "addon", inputs: order },
    ...(config === undefined ? [] : [{ name: "config", type: "config", inputs: { addonId, config, onDelete } }]),
  ];
}

function byAddon(one: { addonId: unknown }, other: { addonId: unknown }): number {
  return String(one.addonId).localeCompare(String(other.addonId));
}

/** Add-ons of other customers appear and disappear, so that pages shift during a listing. */
async function changeForeign(choice: number, { ready }: TestSandbox): Promise<void> {
  const { provider, credentials } = ready;
  const { providerId, password } = credentials.clevercloud;
  const authorization = `Basic ${Buffer.from(`${providerId}:${password}`).toString("base64")}`;
  const headers = { authorization, "content-type": "application/json" };
  const body = JSON.stringify({ addon_id: `${foreign}_${choice % 7}`, plan: "basic", region: "EU" });
  const answer = await fetch(provider, { method: "POST", headers, body });
  const { id } = z.object({ id: z.string() }).parse(await answer.json());
  if (choice % 2 === 0) {
    await (await fetch(`${provider}/${id}`, { method: "DELETE", headers })).text();
  }
}

test("add-ons, config vars and manifests are as declared after any failures, without duplicates or orphans", async () => {
  await assertSchedules(cast, 200);
}, 1_800_000);
