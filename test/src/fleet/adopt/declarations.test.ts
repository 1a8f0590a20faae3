import { addonConfig } from "@marketplane/providers/clevercloud/addon-config.ts";
import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname/index.ts";
import { fallbackOrigin } from "@marketplane/providers/cloudflare/fallback-origin/index.ts";
import type { FoundObject } from "@marketplane/providers/describe-resource.ts";
import { describe, expect, test } from "vitest";
import { toDeclarations } from "../../../../src/fleet/adopt/declarations.ts";

const zoneId = "5a4db0c0ffee00000000000000000001";

function hostnameOf(inputs: FoundObject["inputs"]): FoundObject {
  const defaults = { zoneId, waitFor: "pending_validation", waitTimeoutSeconds: 300 };
  return {
    definition: customHostname,
    id: "z/1",
    name: String(inputs.hostname),
    inputs: { ...defaults, ...inputs },
    state: {},
  };
}

describe("declarations", () => {
  test("contain the properties that differ from the defaults, and the dependencies", () => {
    const origin = { zoneId, origin: "o.saasprovider.com", waitFor: "active", waitTimeoutSeconds: 300 };
    const [file] = toDeclarations([
      { definition: fallbackOrigin, id: zoneId, name: "o.saasprovider.com", inputs: origin, state: {} },
      hostnameOf({ hostname: "a.customer.com", waitFor: "active", customMetadata: { "my-key": [1, "two"], "": null } }),
    ]);
    expect(file).toEqual({
      name: "cloudflare.ts",
      text: `import { CustomHostname, FallbackOrigin } from "@marketplane/providers/cloudflare";

const needed1 = new FallbackOrigin("o.saasprovider.com", {
  zoneId: "${zoneId}",
  origin: "o.saasprovider.com",
});
new CustomHostname("a.customer.com", {
  zoneId: "${zoneId}",
  waitFor: "active",
  hostname: "a.customer.com",
  customMetadata: { "my-key": [1, "two"], "": null },
}, { dependsOn: [needed1] });
`,
    });
  });

  test("write any metadata as a plain value that is never executed", () => {
    const metadata = JSON.parse('{"__proto__": {"a": 1}, "x\\"]; process.exit(1); //": "`); process.exit(1)"}');
    const [file] = toDeclarations([hostnameOf({ hostname: "a.customer.com", customMetadata: metadata })]);
    const source = /customMetadata: (.*),$/m.exec(file?.text ?? "")?.[1];
    const value = new Function(`return ${source};`)();
    expect(JSON.stringify(value)).toBe(JSON.stringify(metadata));
    expect(Object.hasOwn(value, "__proto__")).toBe(true);
  });

  test("take secrets from the stack's configuration", () => {
    const inputs = { addonId: "addon_1", config: { SHOE_SHOP_KEY: "hush-hush" }, onDelete: "keep" };
    const [file] = toDeclarations([{ definition: addonConfig, id: "addon_1", name: "addon_1", inputs, state: {} }]);
    expect(file?.text).not.toContain("hush-hush");
    expect(file?.text).toContain('const adopted = new pulumi.Config("adopted");');
    expect(file?.text).toContain('config: adopted.requireSecretObject("addon_1-config"),');
  });
});
