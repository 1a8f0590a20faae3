import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { createAdoptionProject } from "../support/adoption-project.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.ts";

const timeoutMs = 300_000;
const zoneId = "5a4db0c0ffee00000000000000000001";
const origin = "proxy.saasprovider.com";
const seed = {
  cloudflare: {
    zones: [
      {
        id: zoneId,
        name: "saasprovider.com",
        dnsRecords: [{ type: "A" as const, name: origin, content: "203.0.113.7", proxied: true }],
        customHostnames: [{ hostname: "shop.acme-shoes.com" }],
        fallbackOrigin: origin,
      },
    ],
  },
  apifew: { users: [{ login: "jane@acme-shoes.com" }] },
};

const Vendors = z.object({
  cloudflare: z.object({
    zones: z.array(
      z.object({
        custom_hostnames: z.array(z.looseObject({ id: z.string(), hostname: z.string() })),
        fallback_origin: z.looseObject({ origin: z.string() }).nullable(),
      }),
    ),
  }),
  apifew: z.object({ users: z.array(z.looseObject({ login: z.string() })) }),
});

async function held(sandbox: TestSandbox) {
  const { cloudflare, apifew } = Vendors.parse(await sandbox.state());
  const [zone] = cloudflare.zones;
  return {
    hostnames: (zone?.custom_hostnames ?? []).map(({ id, hostname }) => ({ id: `${zoneId}/${id}`, hostname })),
    origin: zone?.fallback_origin?.origin,
    users: apifew.users.map(({ login }) => login).filter((login) => login.endsWith("acme-shoes.com")),
  };
}

/** One customer's objects, with names derived from the customer. */
function programOf(customer: string, options = "{}"): string {
  return `
import { User } from "@marketplane/providers/apifew";
import { CustomHostname, FallbackOrigin } from "@marketplane/providers/cloudflare";

const zoneId = ${JSON.stringify(zoneId)};
new FallbackOrigin("${customer}-origin", { zoneId, origin: ${JSON.stringify(origin)}, adopt: true });
new User("${customer}-owner", { login: "jane@acme-shoes.com", adopt: true });
new CustomHostname("${customer}-shop", { zoneId, hostname: "shop.acme-shoes.com", waitFor: "none", adopt: true }, ${options});
`;
}

/** The ids in the stack, by the resources' names. */
function idsIn(state: string): Readonly<Record<string, string>> {
  const State = z.object({ deployment: z.object({ resources: z.array(z.looseObject({ urn: z.string() })) }) });
  const { resources } = State.parse(JSON.parse(state)).deployment;
  return Object.fromEntries(
    resources.flatMap(({ urn, id }) => (typeof id === "string" ? [[urn.split("::").at(-1), id]] : [])),
  );
}

describeWithEngine("an object that moves from one resource of a program to another", () => {
  it("is kept at its vendor in one run and over an interrupted run, and is deleted with the last resource", {
    timeout: timeoutMs,
  }, async () => {
    await using sandbox = await startTestSandbox({ seed });
    const { write, succeed, state, folder } = await createAdoptionProject(sandbox, { "index.ts": programOf("acme") });
    await succeed("up", "--yes", "--skip-preview");
    const before = await held(sandbox);
    expect(before.hostnames).toHaveLength(1);

    await write("index.ts", programOf("globex"));
    await succeed("up", "--yes", "--skip-preview");
    expect(await held(sandbox)).toEqual(before);

    // The state after a run that was killed once it had saved what it took over, and before it deleted the
    // rest.
    await write("index.ts", programOf("initech"));
    await succeed("up", "--yes", "--skip-preview", "--target", "**initech-*");
    expect(Object.keys(idsIn(await state())).filter((name) => /globex|initech/.test(name))).toHaveLength(6);
    // Another machine continues, without this machine's records.
    await rm(join(folder, "home", "marketplane"), { recursive: true, force: true });
    await succeed("up", "--yes", "--skip-preview");
    expect(await held(sandbox)).toEqual(before);
    expect(idsIn(await state())).toMatchObject({
      "initech-shop": before.hostnames[0]?.id,
      "initech-owner": "jane@acme-shoes.com",
      "initech-origin": zoneId,
    });

    await succeed("destroy", "--yes", "--skip-preview");
    expect(await held(sandbox)).toEqual({ hostnames: [], origin: undefined, users: [] });
  });
});

describeWithEngine("a resource that is replaced without a changed input", () => {
  it("exists afterwards under the id in the state: --replace, taint and replaceOnChanges", {
    timeout: timeoutMs,
  }, async () => {
    await using sandbox = await startTestSandbox({
      seed: { ...seed, cloudflare: { zones: [zoneWithoutObjects()] } },
    });
    const own = (options: string, minTlsVersion = "1.2") => `
import { CustomHostname } from "@marketplane/providers/cloudflare";
new CustomHostname("shop", {
  zoneId: ${JSON.stringify(zoneId)},
  hostname: "shop.acme-shoes.com",
  waitFor: "none",
  ssl: { method: "http", settings: { minTlsVersion: "${minTlsVersion}" } },
}, ${options});
`;
    const { write, succeed, state } = await createAdoptionProject(sandbox, { "index.ts": own("{}") });
    await succeed("up", "--yes", "--skip-preview");
    const isTrue = async () => expect(idsIn(await state()).shop).toBe((await held(sandbox)).hostnames[0]?.id);
    const urn = "urn:pulumi:test::adoption::pulumi-nodejs:cloudflare:CustomHostname::shop";

    await succeed("up", "--yes", "--skip-preview", "--replace", urn);
    await isTrue();
    await succeed("state", "taint", "--yes", urn);
    await succeed("up", "--yes", "--skip-preview");
    await isTrue();
    await write("index.ts", own('{ replaceOnChanges: ["ssl"] }', "1.3"));
    await succeed("up", "--yes", "--skip-preview");
    await isTrue();
    await succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("keeps its object if it is adopted and replaced create-first", {
    timeout: timeoutMs,
  }, async () => {
    await using sandbox = await startTestSandbox({ seed });
    const { succeed } = await createAdoptionProject(sandbox, {
      "index.ts": programOf("acme", "{ deleteBeforeReplace: false }"),
    });
    await succeed("up", "--yes", "--skip-preview");
    const before = await held(sandbox);

    await succeed("up", "--yes", "--skip-preview", "--replace", "**acme-*");

    expect(await held(sandbox)).toEqual(before);
    await succeed("up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes");
  });
});

function zoneWithoutObjects() {
  const {
    customHostnames: _hostnames,
    fallbackOrigin: _origin,
    ...zone
  } = seed.cloudflare.zones[0] ?? { id: zoneId, name: "saasprovider.com", dnsRecords: [] };
  return zone;
}
