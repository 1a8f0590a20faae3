import { describe, expect, test } from "vitest";
import {
  explicitKey,
  howToSet,
  readBaseUrl,
  readSetting,
  requireSetting,
  SettingsError,
  settingsOf,
  toExplicitAdvice,
} from "../../providers/settings.ts";

const token = { key: "vendor:token", env: "VENDOR_TOKEN" };

function settings(configured: Record<string, string>, environment: Record<string, string> = {}) {
  return { configured: (key: string) => configured[key], environment: (name: string) => environment[name] };
}

describe("settings", () => {
  test("in the environment override the configuration, unless they are empty", () => {
    const configured = { "vendor:token": "from configuration" };

    expect(readSetting(settings(configured, { VENDOR_TOKEN: "from environment" }), token)).toBe("from environment");
    expect(readSetting(settings(configured, { VENDOR_TOKEN: "" }), token)).toBe("from configuration");
    expect(readSetting(settings({ "vendor:token": "" }), token)).toBeUndefined();
  });

  test("lose a line break at the end, and one in the middle is an error with the place and without the value", () => {
    expect(readSetting(settings({}, { VENDOR_TOKEN: "abc\n" }), token)).toBe("abc");
    expect(readSetting(settings({ "vendor:token": " abc\r\n" }), token)).toBe("abc");
    expect(readSetting(settings({}, { VENDOR_TOKEN: "\n" }), token)).toBeUndefined();
    for (const value of ["hunter2\nnext", "hunter2\u0000", "hunter2\u001b[0m"]) {
      const read = () => readSetting(settings({}, { VENDOR_TOKEN: value }), token);
      expect(read).toThrow(/^VENDOR_TOKEN in the environment contains a line break or another control character/);
      expect(read).not.toThrow(/hunter2/);
    }
    expect(() => readSetting(settings({ "vendor:token": "a\nb" }), token)).toThrow(
      /^vendor:token in the configuration/,
    );
    expect(readSetting(settings({ "vendor:token": '{\n  "a": 1\n}\n' }), token)).toBe('{\n  "a": 1\n}');
  });

  test("are named by key, environment variable and the command that sets them if they are missing", () => {
    expect(() => requireSetting(settings({}), token, "the vendor's token")).toThrow(
      new SettingsError(
        "the vendor's token is missing: set it with `pulumi config set --secret vendor:token` or in the environment as VENDOR_TOKEN",
      ),
    );
    expect(howToSet(token, { secret: false })).toContain("`pulumi config set vendor:token`");
  });

  test.each([
    [undefined, "https://vendor.example/v2"],
    ["http://127.0.0.1:4010/v2/", "http://127.0.0.1:4010/v2"],
    ["https://proxy.example//", "https://proxy.example"],
  ])("accept the base URL %j as %s", (value, expected) => {
    const configured: Record<string, string> = value === undefined ? {} : { "vendor:token": value };

    expect(readBaseUrl(settings(configured), token, "https://vendor.example/v2")).toBe(expected);
  });

  test.each(["vendor.example", "ftp://vendor.example", "file:///etc/passwd"])("refuse the base URL %j", (value) => {
    expect(() => readBaseUrl(settings({ "vendor:token": value }), token, "https://x")).toThrow(
      /which is not an http\(s\) URL/,
    );
  });
});

test.each(["https://t0ken@x.example", "https://u:t0ken@x.example", "ftp://t0ken@x.example"])(
  "the base URL %s is refused without showing its user part",
  (value) => {
    const read = () => readBaseUrl(settings({ "vendor:token": value }), token, "https://x");
    expect(read).toThrow(SettingsError);
    expect(read).not.toThrow(/t0ken/);
  },
);

describe("settings of an explicit provider", () => {
  const configured: Readonly<Record<string, string>> = { "vendor:token": "explicit", [explicitKey]: "true" };
  const environment = (name: string) => `${name} of somebody else`;

  test("are complete: the environment neither overrides nor completes them", () => {
    const explicit = settingsOf((key) => configured[key], environment);

    expect(readSetting(explicit, token)).toBe("explicit");
    expect(readSetting(explicit, { key: "vendor:email", env: "VENDOR_EMAIL" })).toBeUndefined();
    expect(readBaseUrl(explicit, { key: "vendor:baseUrl", env: "VENDOR_BASE_URL" }, "https://vendor.example")).toBe(
      "https://vendor.example",
    );
  });

  test("leave settings that name no account to the environment", () => {
    const explicit = settingsOf((key) => configured[key], environment);

    expect(readSetting(explicit, { key: "marketplane:bulkReads", env: "MARKETPLANE_BULK_READS" })).toBe(
      "MARKETPLANE_BULK_READS of somebody else",
    );
  });

  test("are not mistaken for a stack's configuration, which the environment overrides", () => {
    const ofStack = settingsOf((key) => ({ "vendor:token": "of the stack" })[key], environment);

    expect(readSetting(ofStack, token)).toBe("VENDOR_TOKEN of somebody else");
    expect(ofStack.isExplicit).toBeUndefined();
  });

  test("are requested in the place where they are read", () => {
    expect(toExplicitAdvice(`the token is missing: ${howToSet(token, { secret: true })}; or ask`)).toBe(
      "the token is missing: give it to the resource's MarketplaneProvider as vendor.token; or ask",
    );
    expect(toExplicitAdvice(howToSet(token, { secret: false }))).toBe(
      "give it to the resource's MarketplaneProvider as vendor.token",
    );
  });
});
