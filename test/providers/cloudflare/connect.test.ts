import { describe, expect, it } from "vitest";
import { connectCloudflare } from "../../../providers/cloudflare/connect.ts";
import { type Settings, SettingsError } from "../../../providers/settings.ts";
import { startCloudflare, zoneName } from "./cloudflare-zone.ts";

type Values = Readonly<Record<string, string>>;

function settingsOf(configuration: Values, environment: Values = {}): Settings {
  return { configured: (key) => configuration[key], environment: (name) => environment[name] };
}

async function zoneNames(settings: Settings): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of connectCloudflare(settings).listZones({ name: zoneName })) {
    names.push(name);
  }
  return names;
}

describe("connectCloudflare", () => {
  it("accepts an API token, or an email with a Global API key, from the configuration or the environment", async () => {
    await using cloudflare = await startCloudflare();
    const { cloudflare: url, credentials } = cloudflare.sandbox.ready;
    const { apiToken, email, apiKey } = credentials.cloudflare;

    const ways = [
      settingsOf({ "cloudflare:baseUrl": url, "cloudflare:apiToken": apiToken }),
      settingsOf({ "cloudflare:baseUrl": url, "cloudflare:email": email, "cloudflare:apiKey": apiKey }),
      settingsOf({}, { CLOUDFLARE_BASE_URL: `${url}/`, CLOUDFLARE_API_TOKEN: apiToken }),
      settingsOf({}, { CLOUDFLARE_BASE_URL: url, CLOUDFLARE_EMAIL: email, CLOUDFLARE_API_KEY: apiKey }),
    ];
    for (const settings of ways) {
      expect(await zoneNames(settings)).toEqual([zoneName]);
    }
  });

  it("refuses both kinds at once, and names them without their values", () => {
    const both = settingsOf({ "cloudflare:apiToken": "token-value" }, { CLOUDFLARE_API_KEY: "key-value" });

    expect(() => connectCloudflare(both)).toThrow(SettingsError);
    expect(() => connectCloudflare(both)).toThrow(/cloudflare:apiToken.*CLOUDFLARE_API_TOKEN.*cloudflare:apiKey/);
    expect(() => connectCloudflare(both)).not.toThrow(/-value/);
  });

  it.each<{ given: Values; named: RegExp }>([
    { given: {}, named: /cloudflare:apiToken.*CLOUDFLARE_API_TOKEN.*CLOUDFLARE_API_KEY/ },
    { given: { "cloudflare:apiKey": "key-value" }, named: /cloudflare:email.*CLOUDFLARE_EMAIL/ },
  ])("names the configuration key and the environment variable of a missing credential (%o)", ({ given, named }) => {
    expect(() => connectCloudflare(settingsOf(given))).toThrow(named);
  });

  it.each(["api.cloudflare.com", "ftp://api.cloudflare.com", "http://"])("refuses the base URL %s", (url) => {
    const settings = settingsOf({ "cloudflare:apiToken": "token-value", "cloudflare:baseUrl": url });

    expect(() => connectCloudflare(settings)).toThrow(/cloudflare:baseUrl.*CLOUDFLARE_BASE_URL/);
  });

  it("never shows the token in an error, and names the permission that it needs", async () => {
    await using cloudflare = await startCloudflare();
    const settings = settingsOf({
      "cloudflare:baseUrl": cloudflare.sandbox.ready.cloudflare,
      "cloudflare:email": "nobody@saasprovider.com",
      "cloudflare:apiKey": "wrong-key-value",
    });

    await expect(zoneNames(settings)).rejects.toThrow(/HTTP 401, 10000.*SSL and Certificates: Edit/);
    await expect(zoneNames(settings)).rejects.not.toThrow(/wrong-key-value/);
  });
});
