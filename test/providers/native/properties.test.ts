import { expect, test } from "vitest";
import {
  incompleteOf,
  type Properties,
  type ProviderClient,
  secret,
  startNativeProvider,
} from "../../support/native-provider.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { zoneId } from "../cloudflare/cloudflare-zone.ts";

const type = "cloudflare:CustomHostname";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const hostname = "shop.acme-shoes.com";
const key = "-----BEGIN PRIVATE KEY-----sesame-open";

async function withEngine(run: (given: { sandbox: TestSandbox; engine: ProviderClient }) => Promise<void>) {
  await using sandbox = await startTestSandbox();
  await using provider = await startNativeProvider();
  const engine = provider.connect();
  const { cloudflare, credentials } = sandbox.ready;
  await engine.configure({ cloudflare: { apiToken: credentials.cloudflare.apiToken, baseUrl: cloudflare } });
  await run({ sandbox, engine });
}

const engineRefusal = async (call: Promise<unknown>): Promise<Error> =>
  call.then(
    () => expect.unreachable("it did not fail"),
    (error) => error,
  );

test("failures name nested properties and list elements, and no message contains a secret value", () =>
  withEngine(async ({ engine }) => {
    const { failures } = await engine.check(type, {
      zoneId: 5,
      hostname: secret("not a hostname"),
      ssl: { method: "htpp", settings: { ciphers: ["AES128-SHA", 7] } },
      waitTimeoutSeconds: 0,
    });

    expect(failures).toEqual(
      expect.arrayContaining([
        { property: "zoneId", reason: expect.stringContaining("(it is 5)") },
        { property: "hostname", reason: expect.stringContaining("(the value is secret)") },
        { property: "ssl.method", reason: expect.stringContaining('(it is "htpp")') },
        { property: "ssl.settings.ciphers[1]", reason: expect.stringContaining("(it is 7)") },
        { property: "waitTimeoutSeconds", reason: "must be at least 1 (it is 0)" },
      ]),
    );
    expect(JSON.stringify(failures)).not.toContain("not a hostname");
  }));

test("the failure of a secret property names no property, because the engine would print its plain value", () =>
  withEngine(async ({ engine }) => {
    const { failures } = await engine.check("clevercloud:AddonManifest", { adopt: "a plain text" });

    expect(failures).toContainEqual({
      property: "",
      reason: expect.stringMatching(/^adopt must be .*\(the value is secret\)$/),
    });
  }));

test("secrets of a program stay wrapped in inputs, previews and outputs, at any depth, and in the outputs of a refresh", () =>
  withEngine(async ({ engine }) => {
    const declared = {
      zoneId,
      hostname: secret(hostname),
      customMetadata: { plan: "gold", code: secret("sesame-open") },
      waitFor: "none",
    };
    const { inputs, failures } = await engine.check(type, declared);
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject(declared);
    const previewed = await engine.create(type, inputs, { preview: true });
    expect(previewed.outputs).toMatchObject({ ...declared, status: unknown });

    const made = await engine.create(type, inputs);
    expect(made.outputs).toMatchObject(declared);
    expect((await engine.read(type, made.id, made.outputs, inputs)).outputs).toMatchObject(declared);
  }));

test("a property that the definition declares secret becomes one even if the program passes it plain", () =>
  withEngine(async ({ engine }) => {
    const ssl = { customCertificate: "-----BEGIN CERTIFICATE-----", customKey: key };
    const { inputs } = await engine.check(type, { zoneId, hostname, ssl });

    expect(inputs.ssl).toEqual(secret(ssl));
  }));

test("unknown values of every type pass a preview, inside secrets too", () =>
  withEngine(async ({ engine }) => {
    const unknowns = ["1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "3eeb2bf0-c639-47a8-9e75-3b44932eb421"];
    const { inputs, failures } = await engine.check(type, {
      zoneId: unknown,
      hostname: secret(unknown),
      ssl: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
      adopt: unknowns[0],
      waitTimeoutSeconds: unknowns[1],
    });

    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ zoneId: unknown, hostname: secret(unknown), ssl: unknown, adopt: unknown });
  }));

test("a difference names what was added, changed and removed, at nested paths and list elements", () =>
  withEngine(async ({ engine }) => {
    const olds = {
      zoneId,
      hostname,
      ssl: { method: "http", settings: { minTlsVersion: "1.2", ciphers: ["AES128-SHA", "AES256-SHA"] } },
      customMetadata: { "a.b": 1, plan: "gold" },
    };
    const news = {
      zoneId: "5a4db0c0ffee00000000000000000002",
      hostname,
      ssl: { method: "http", settings: { minTlsVersion: "1.2", ciphers: ["AES128-SHA", "CAMELLIA", "X"] } },
      customMetadata: { "a.b": 2 },
      customOriginServer: "origin.acme-shoes.com",
    };

    expect(await engine.diff(type, { id: `${zoneId}/1`, olds, news })).toEqual({
      isChanged: true,
      replaces: ["zoneId"],
      deleteBeforeReplace: false,
      detail: {
        zoneId: "UPDATE_REPLACE",
        "ssl.settings.ciphers[1]": "UPDATE",
        "ssl.settings.ciphers[2]": "ADD",
        'customMetadata["a.b"]': "UPDATE",
        "customMetadata.plan": "DELETE",
        customOriginServer: "ADD",
      },
    });
  }));

test("the preview of an update knows the outputs that no update changes, so that nothing that uses them is replaced", () =>
  withEngine(async ({ engine }) => {
    const olds = { zoneId, hostname, ssl: { method: "http" }, status: "active", hostnameId: "1" };
    const news = { zoneId, hostname, ssl: { method: "txt" } };

    const known = await engine.update(type, { id: `${zoneId}/1`, olds, news, preview: true });
    expect(known).toMatchObject({ hostnameId: "1", status: unknown, createdAt: unknown });
  }));

test("a change of options previews the outputs as they are", () =>
  withEngine(async ({ engine }) => {
    const olds = { zoneId, hostname, waitFor: "none", status: "active", hostnameId: "1" };
    const news = { zoneId, hostname, waitFor: "active" };

    expect(await engine.update(type, { id: `${zoneId}/1`, olds, news, preview: true })).toMatchObject({
      waitFor: "active",
      status: "active",
    });
  }));

test("an object that is created but not ready keeps its id and state, with the program's secrets wrapped", () =>
  withEngine(async ({ sandbox, engine }) => {
    const declared = {
      zoneId,
      hostname,
      customMetadata: { code: secret("sesame-open") },
      waitFor: "active",
      waitTimeoutSeconds: 1,
    };
    const { inputs } = await engine.check(type, declared);
    const incomplete = incompleteOf(await engineRefusal(engine.create(type, inputs)));

    expect(incomplete?.id).toMatch(new RegExp(`^${zoneId}/`));
    expect(incomplete?.properties).toMatchObject({
      customMetadata: declared.customMetadata,
      status: expect.any(String),
    });
    expect(incomplete?.reasons).toEqual([expect.stringContaining("exists but is not ready")]);
    expect((await sandbox.calls()).filter(({ method }) => method === "POST")).toHaveLength(1);
  }));

test("an error repeats no secret of the program", () =>
  withEngine(async ({ sandbox, engine }) => {
    await sandbox.zone("POST", "/custom_hostnames", { hostname, ssl: { method: "http", type: "dv" } });
    const { inputs } = await engine.check(type, { zoneId, hostname: secret(hostname) });
    const { message } = await engineRefusal(engine.create(type, inputs));

    expect(message).toContain("exists already");
    expect(message).not.toContain(hostname);
  }));

test("a cancelled operation stops polling at once, and keeps the object that it created", () =>
  withEngine(async ({ sandbox, engine }) => {
    const { inputs } = await engine.check(type, { zoneId, hostname, waitFor: "active" });
    const creating = engineRefusal(engine.create(type, inputs));
    while (!(await sandbox.calls()).some(({ method }) => method === "POST")) {
      await new Promise(setImmediate);
    }
    await engine.cancel();

    expect(incompleteOf(await creating)?.reasons).toEqual([
      expect.stringContaining("the engine has cancelled the operation"),
    ]);
    const { length } = await sandbox.calls();
    await expect(engine.read(type, `${zoneId}/1`, { zoneId })).rejects.toThrow("the call was cancelled");
    expect(await sandbox.calls()).toHaveLength(length);
  }));

test("a custom timeout of the program ends the polling, and keeps the object that was made", () =>
  withEngine(async ({ sandbox, engine }) => {
    const { inputs } = await engine.check(type, { zoneId, hostname, waitFor: "active" });
    const error = await engineRefusal(engine.create(type, inputs, { timeout: 0.7 }));

    expect(incompleteOf(error)?.id).toMatch(new RegExp(`^${zoneId}/`));
    expect(error.message).toContain("the create took longer than its custom timeout of 0.7 s");
    expect((await sandbox.calls()).filter(({ method }) => method === "POST")).toHaveLength(1);
  }));

test("objects are listed in pages by scope, and an unknown or invalid scope makes no call", () =>
  withEngine(async ({ sandbox, engine }) => {
    for (const name of ["a", "b", "c"]) {
      await sandbox.zone("POST", "/custom_hostnames", {
        hostname: `${name}.acme-shoes.com`,
        ssl: { method: "http", type: "dv" },
      });
    }
    const token = `marketplane:${type}`;
    const all = await engine.list(token, { zoneId });
    expect(all).toMatchObject({ ids: Array(3).fill(expect.stringMatching(`^${zoneId}/`)), isComputed: false });
    const first = await engine.list(token, { zoneId }, { pageSize: 2 });
    expect(first.ids).toEqual(all.ids.slice(0, 2));
    const second = await engine.list(token, { zoneId }, { pageSize: 2, continuation: first.continuation ?? "" });
    expect(second).toEqual({ ids: all.ids.slice(2), isComputed: false });
    expect((await engine.list(token, { zoneId }, { limit: 1 })).ids).toEqual(all.ids.slice(0, 1));

    const { length } = await sandbox.calls();
    expect(await engine.list(token, { zoneId: unknown })).toEqual({ ids: [], isComputed: true });
    await expect(engine.list(token, {})).rejects.toThrow(`${token} cannot be listed: zoneId is required`);
    await expect(engine.list("marketplane:apifew:Counter", {})).rejects.toThrow("apifew lists no counters");
    expect(await sandbox.calls()).toHaveLength(length);
  }));

test("a data source answers, and reports a wrong argument under its property", () =>
  withEngine(async ({ sandbox, engine }) => {
    const { zoneName }: Properties = await import("../cloudflare/cloudflare-zone.ts");
    const answer = await engine.invoke("marketplane:cloudflare:getZone", { name: zoneName });
    expect(answer.failures).toEqual([]);
    expect(Object.values(answer.outputs)).toContain(zoneId);

    const { length } = await sandbox.calls();
    expect((await engine.invoke("marketplane:cloudflare:getZone", { nam: "x" })).failures).toContainEqual({
      property: "nam",
      reason: expect.stringContaining("did you mean name?"),
    });
    expect(await engine.invoke("marketplane:cloudflare:getZone", { name: unknown })).toEqual({
      outputs: {},
      failures: [],
    });
    expect(await sandbox.calls()).toHaveLength(length);
    await expect(engine.invoke("marketplane:cloudflare:getZones", {})).rejects.toThrow(
      "marketplane has no function marketplane:cloudflare:getZones; did you mean marketplane:cloudflare:getZone?",
    );
    await expect(engine.invoke("marketplane:cloudflaer:getZone", {})).rejects.toThrow(
      /no function marketplane:cloudflaer:getZone.*marketplane:cloudflare:…/,
    );
  }));

test("an unknown type is refused with the type that was meant", () =>
  withEngine(async ({ engine }) => {
    await expect(engine.check("cloudflare:CustomHostnam", {})).rejects.toThrow(
      "marketplane has no resource marketplane:cloudflare:CustomHostnam; did you mean marketplane:cloudflare:CustomHostname?",
    );
  }));

test("an id unknown to the vendor returns no object, and a malformed id is refused with the right form", () =>
  withEngine(async ({ engine }) => {
    expect((await engine.read(type, `${zoneId}/0d89c70d-ad9f-4843-b99f-6cc0252067e9`)).id).toBe("");
    await expect(engine.read(type, "shop.acme-shoes.com")).rejects.toThrow("whose import id is <zone's id>/");
  }));
