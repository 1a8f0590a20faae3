import { describe, expect, it } from "vitest";
import { configVarsOf, pushState } from "../../../../../src/http/panel/config-vars/config-vars.ts";
import { tenantOf } from "../../../../support/panel.ts";

/* The placeholders are the configuration's own. */
const templates = {
  URL: `https://app.acme.com/\${tenantId}`,
  KEY: `\${licenseKey}`,
  BOTH: `\${tenantId}:\${licenseKey}`,
  PLAIN: "eu",
  SECRET: `\${config:canary}`,
  MIXED: `\${licenseKey}:\${config:canary}`,
};

const values = (licenseKey: string | undefined) =>
  Object.fromEntries(configVarsOf(templates, { tenantId: "abc", licenseKey }).map(({ name, value }) => [name, value]));

describe("config vars", () => {
  it("contain the tenant's own values, and none that contains one of the seller's secrets", () => {
    expect(values("key-$&-1")).toEqual({
      ...{ URL: "https://app.acme.com/abc", KEY: "key-$&-1", BOTH: "abc:key-$&-1", PLAIN: "eu" },
      ...{ SECRET: undefined, MIXED: undefined },
    });
  });

  it("contain no value that needs a license key which the database does not store", () => {
    expect(values(undefined)).toMatchObject({ URL: "https://app.acme.com/abc", KEY: undefined, BOTH: undefined });
  });

  it("name their origin", () => {
    const sources = configVarsOf(templates, { tenantId: "abc", licenseKey: undefined }).map(({ source }) => source);
    expect(sources).toEqual(["own", "license", "license", "own", "seller", "seller"]);
  });

  const since = "2026-11-22T10:00:00.000Z";
  it.each([
    ["pushed", since, { status: "true", observedGeneration: 2 }],
    ["coming", undefined, { status: "true", observedGeneration: 1 }],
    ["coming", undefined, { status: "unknown" }],
    ["coming", undefined, undefined],
    ["failing", since, { status: "false" }],
  ] as const)("are %s", (kind, at, pushed) => {
    expect(pushState(tenantOf({ generation: 2, ...(pushed && { pushed }) }))).toEqual({ kind, since: at });
  });
});
