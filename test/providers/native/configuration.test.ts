import { expect, test } from "vitest";
import { notices } from "../../../providers/notice.ts";
import { providerUrn, secret, startNativeProvider } from "../../support/native-provider.ts";

const token = "a-token-of-the-north";

test("the handshake accepts secrets, and the schema file provides schema and version before a configuration", async () => {
  await using provider = await startNativeProvider();
  const engine = provider.connect();

  expect((await engine.handshake()).getAcceptSecrets()).toBe(true);
  expect(JSON.parse(await engine.schema())).toEqual({ name: "marketplane", version: "9.8.7" });
  expect(await engine.version()).toBe("9.8.7");
  await engine.attach();
  await expect(engine.schema(2)).rejects.toThrow("marketplane's schema has version 1, not 2");
});

test("a configuration previews operations and keeps secrets wrapped", async () => {
  await using provider = await startNativeProvider();
  const configured = await provider.connect().configure({});

  expect(configured.getAcceptsecrets()).toBe(true);
  expect(configured.getSupportspreview()).toBe(true);
});

test("credentials of a configuration become secrets, in an object and in its JSON", async () => {
  await using provider = await startNativeProvider();
  const engine = provider.connect();
  const json = JSON.stringify({ key: "an-apifew-key" });

  expect(await engine.checkConfig({ cloudflare: { apiToken: token, rateLimit: "600/300" }, apifew: json })).toEqual({
    inputs: { cloudflare: { apiToken: secret(token), rateLimit: "600/300" }, apifew: secret(json) },
    failures: [],
  });
  const wrapped = {
    cloudflare: secret({ apiToken: token }),
    clevercloud: { password: secret("hush"), providerId: "shop" },
  };
  expect(await engine.checkConfig(wrapped)).toEqual({ inputs: wrapped, failures: [] });
});

test("a wrong setting is reported with its property, the remedy and no credential", async () => {
  await using provider = await startNativeProvider();
  const { failures } = await provider.connect().checkConfig({
    clodflare: {},
    cloudflare: { apiTokn: token, perPage: [5] },
    apifew: "a text that is not JSON",
    bulkReads: true,
  });

  expect(failures).toEqual([
    { property: "apifew", reason: "must be an object with key, baseUrl, paths, or its JSON" },
    { property: "bulkReads", reason: "must be on or off (it is true)" },
    {
      property: "clodflare",
      reason:
        "is not a property of this provider; did you mean cloudflare? (known: cloudflare, apifew, clevercloud, bulkReads)",
    },
    {
      property: "cloudflare.apiTokn",
      reason:
        "is no setting of the provider; did you mean apiToken? (known: apiToken, email, apiKey, baseUrl, rateLimit, perPage)",
    },
    { property: "cloudflare.perPage", reason: "must be a string (it is a list)" },
  ]);
});

test("a changed credential of the same account is an update, not a replacement", async () => {
  await using provider = await startNativeProvider();
  const diff = await provider
    .connect()
    .diffConfig({ cloudflare: { apiToken: secret(token) } }, { cloudflare: secret({ apiToken: "another" }) });

  expect(diff).toMatchObject({ isChanged: true, replaces: [], detail: { "cloudflare.apiToken": "UPDATE" } });
});

test("a changed account is reported and replaces nothing", async () => {
  await using provider = await startNativeProvider();
  const heard: string[] = [];
  const hear = (notice: unknown) => heard.push((notice as { message: string }).message);
  notices.subscribe(hear);
  const diff = await provider
    .connect()
    .diffConfig(
      { clevercloud: { providerId: "shop", password: "p" } },
      { clevercloud: '{"providerId":"bakery","password":"p"}' },
    );
  notices.unsubscribe(hear);
  expect(heard.join()).not.toMatch(/shop|bakery/);

  expect(diff).toMatchObject({ isChanged: true, replaces: [], detail: { "clevercloud.providerId": "UPDATE" } });
  expect(heard).toEqual([
    expect.stringMatching(/^provider north: another clevercloud.providerId selects another account/),
  ]);
});

test("a change from a dynamic provider with the same account has no difference", async () => {
  await using provider = await startNativeProvider();
  const dynamic = { "cloudflare:apiToken": secret(token), "marketplane:explicit": "true" };

  expect(await provider.connect().diffConfig(dynamic, { cloudflare: { apiToken: token } })).toMatchObject({
    isChanged: false,
    replaces: [],
  });
});

test("an explicit provider takes no account from the environment, and the default one does", async () => {
  await using provider = await startNativeProvider({ environment: { CLOUDFLARE_API_TOKEN: token } });
  const [standard, north] = [provider.connect(), provider.connect()];
  await standard.configure({});
  await north.configure({}, providerUrn("north"));
  const inputs = { zoneId: "5a4db0c0ffee00000000000000000001", hostname: "shop.acme-shoes.com" };

  expect((await standard.check("cloudflare:CustomHostname", inputs)).failures).toEqual([]);
  expect((await north.check("cloudflare:CustomHostname", inputs)).failures).toEqual([
    {
      property: "",
      reason:
        "Cloudflare's API token is missing: give it to the resource's provider as cloudflare.apiToken; or use a Global " +
        "API key with marketplane:cloudflare.email and marketplane:cloudflare.apiKey (CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY)",
    },
  ]);
});

test("a missing credential of the default provider names its key in the stack's configuration", async () => {
  await using provider = await startNativeProvider();
  const engine = provider.connect();
  await engine.configure({});
  const { failures } = await engine.check("apifew:User", { login: "jane.doe@acme.example" });

  expect(failures[0]?.reason).toContain(
    "set it with `pulumi config set --secret --path marketplane:apifew.key` or in the environment as APIFEW_KEY",
  );
});

test("resources are refused before the provider is configured", async () => {
  await using provider = await startNativeProvider();
  await expect(provider.connect().check("apifew:User", {})).rejects.toThrow("the provider is not configured yet");
});

test("a provider of a newer major or minor version is refused with the command that installs it", async () => {
  await using provider = await startNativeProvider();
  const engine = provider.connect();
  const refusal = (asked: string) =>
    `needs marketplane ${asked}, and this plugin is 9.8.7: pulumi plugin install resource marketplane ${asked}`;

  await expect(engine.configure({ version: "9.9.0" })).rejects.toThrow(refusal("9.9.0"));
  await expect(engine.configure({}, providerUrn("default_10_0_0"))).rejects.toThrow(refusal("10.0.0"));
  await expect(engine.diffConfig({ version: "10.0.0" }, {})).rejects.toThrow(refusal("10.0.0"));
  await engine.configure({ version: "9.8.9" });
  await engine.configure({}, providerUrn("default_0_1_0"));
});
