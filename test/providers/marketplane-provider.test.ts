import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { type MarketplaneProviderArgs, vendorAccounts, vendorSettings } from "../../providers/vendor-accounts.ts";
import { type Declared, recordDeclarations } from "../support/pulumi-mocks.ts";

const secretSignature = "4dabf18193072939515e22adb298388d";
let declared: Declared[];

beforeAll(async () => {
  declared = await recordDeclarations();
});

async function declare(name: string, args: MarketplaneProviderArgs): Promise<Declared> {
  const { MarketplaneProvider } = await import("../../providers/marketplane-provider.ts");
  const provider = new MarketplaneProvider(name, args);
  await new Promise((resolve) => provider.urn.apply(resolve));
  const found = declared.find((entry) => entry.name === name);
  return found ?? expect.unreachable("it was not declared");
}

/** A value marked as secret, in the engine's wire format. */
function secret(value: string): unknown {
  return { [secretSignature]: "1b47061264138c4ac30d75fd1eb44270", value };
}

describe("MarketplaneProvider", () => {
  test("registers a provider of dynamic resources with the accounts as configuration, marked as explicit", async () => {
    const { type, inputs } = await declare("all", {
      cloudflare: { email: "jane@acme.example", apiKey: pulumi.output("the-api-key"), baseUrl: "http://127.0.0.1/c" },
      apifew: { key: "the-key", paths: { licenseRelease: "/v2/release", counterRead: pulumi.output("/v2/read") } },
      clevercloud: { providerId: "shoe-shop", password: "the-password", baseUrl: undefined },
    });

    expect(type).toBe("pulumi:providers:pulumi-nodejs");
    expect(inputs).toEqual({
      "cloudflare:email": "jane@acme.example",
      "cloudflare:apiKey": secret("the-api-key"),
      "cloudflare:baseUrl": "http://127.0.0.1/c",
      "apifew:key": secret("the-key"),
      "apifew:paths": '{"licenseRelease":"/v2/release","counterRead":"/v2/read"}',
      "clevercloud:providerId": "shoe-shop",
      "clevercloud:password": secret("the-password"),
      "marketplane:explicit": "true",
    });
  });

  test("accepts every setting of the vendors that is read anywhere", async () => {
    const providers = join(import.meta.dirname, "../../providers");
    const files = (await readdir(providers, { recursive: true })).filter((file) => file.endsWith(".ts"));
    const sources = await Promise.all(files.map((file) => readFile(join(providers, file), "utf8")));
    const keys = sources.flatMap((source) => [...source.matchAll(/\bkey: "(\w+):(\w+)"/g)]);
    expect(keys.length).toBeGreaterThanOrEqual(10);

    for (const [, vendor = "", setting = ""] of keys.filter(([, vendor]) => vendor !== "marketplane")) {
      const account: object = { [vendor]: { [setting]: 5 } };
      const { inputs } = await declare(`${vendor}-${setting}`, account);
      expect(Object.keys(inputs)).toEqual([`${vendor}:${setting}`, "marketplane:explicit"]);
    }
  });

  test.each(vendorSettings)(
    "keeps $key secret in the state exactly if it is a credential",
    async ({ key, isSecret }) => {
      const [vendor = "", setting = ""] = key.split(":");
      const account: object = { [vendor]: { [setting]: "a-value" } };
      const { inputs } = await declare(`secret-${vendor}-${setting}`, account);
      expect(inputs[key]).toEqual(isSecret ? secret("a-value") : "a-value");
    },
  );

  test("refuses an unknown setting name, and shows no value", async () => {
    const misspelt: object = { cloudflare: { apiTokn: "hush-hush-hush" } };
    const elsewhere: object = { cloudflair: { apiToken: "hush-hush-hush" } };

    await expect(declare("a", misspelt)).rejects.toThrow(
      new Error(
        "MarketplaneProvider a has no setting cloudflare.apiTokn; " +
          "cloudflare has apiToken, email, apiKey, baseUrl, rateLimit, perPage",
      ),
    );
    await expect(declare("b", elsewhere)).rejects.toThrow(
      `MarketplaneProvider b has no setting cloudflair.apiToken; the vendors are ${vendorAccounts.map(({ name }) => name).join(", ")}`,
    );
  });
});
