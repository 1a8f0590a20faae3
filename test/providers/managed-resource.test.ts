import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { providerLine } from "../../providers/managed-resource.ts";

/** Provider lines in existing states. A published line never changes and is never removed. */
const modules: Readonly<Record<string, string>> = {
  "cloudflare:CustomHostname": "cloudflare/custom-hostname",
  "cloudflare:FallbackOrigin": "cloudflare/fallback-origin",
  "apifew:User": "apifew/user",
  "apifew:ManagedUser": "apifew/managed-user",
  "apifew:Pricing": "apifew/pricing",
  "apifew:License": "apifew/license",
  "apifew:LicenseAssignment": "apifew/license-assignment",
  "apifew:Counter": "apifew/counter",
  "clevercloud:AddonManifest": "clevercloud/addon-manifest",
  "clevercloud:Addon": "clevercloud/addon",
  "clevercloud:AddonConfig": "clevercloud/addon-config",
};

/** The module of a type, unless its first published line differs: dns:TextRecord is in dns/text-record. */
function conventional(type: string): string {
  return type
    .replace(":", "/")
    .replaceAll(/(?<=\w)([A-Z])/g, "-$1")
    .toLowerCase();
}

interface Definition {
  readonly type: string;
  readonly module: string;
}

const providers = new URL("../../providers/", import.meta.url);
const require = createRequire(import.meta.url);

/** The definitions of all existing resources, found in the source, because a list could lag behind. */
async function findDefinitions(): Promise<Definition[]> {
  const vendors = (await readdir(providers, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const files = await Promise.all(
    vendors.map(async ({ name }) =>
      (await readdir(new URL(`${name}/`, providers), { recursive: true })).map((file) => `${name}/${file}`),
    ),
  );
  const definitions: Definition[] = [];
  for (const file of files.flat().filter((name) => name.endsWith(".ts"))) {
    const source = await readFile(new URL(file, providers), "utf8");
    if (source.includes("= defineResource(")) {
      const exported: Readonly<Record<string, unknown>> = await import(new URL(file, providers).href);
      definitions.push(...Object.values(exported).filter(isDefinition));
    }
  }
  return definitions;
}

function isDefinition(value: unknown): value is Definition {
  return typeof value === "object" && value !== null && "type" in value && "module" in value && "replaceOn" in value;
}

describe("the provider line", () => {
  test("is a constant text below 100 bytes, fixed for each existing resource", async () => {
    const definitions = await findDefinitions();

    expect(definitions.length).toBeGreaterThanOrEqual(Object.keys(modules).length);
    for (const { type, module } of definitions) {
      expect(providerLine(module)).toBe(
        `exports.handler=()=>require("@marketplane/providers/v1/${modules[type] ?? conventional(type)}").handler;`,
      );
      expect(Buffer.byteLength(providerLine(module))).toBeLessThan(100);
    }
  });

  test("evaluates to a handler with every method that the engine calls", async () => {
    for (const { module } of await findDefinitions()) {
      const exported: { handler?: () => unknown } = {};
      // The engine's provider evaluates the line as CommonJS in the program's folder.
      new Function("exports", "require", providerLine(module))(exported, require);

      expect(exported.handler?.()).toMatchObject(
        Object.fromEntries(
          ["configure", "check", "diff", "create", "read", "update", "delete"].map((name) => [
            name,
            expect.any(Function),
          ]),
        ),
      );
    }
  });
});

describe("ManagedResource", () => {
  const registered: { type: string; inputs: Readonly<Record<string, unknown>> }[] = [];

  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, inputs });
        return { id: `${name}-id`, state: { ...inputs, name: "Acme's shop" } };
      },
      call: () => ({}),
    });
  });

  test("registers type, inputs and line, marks secrets and returns outputs", async () => {
    const { AddonConfig } = await import("../../providers/clevercloud/addon-config.ts");
    const config = { SHOE_SHOP_KEY: pulumi.output("hush-hush-hush") };

    const resource = new AddonConfig("config", { addonId: "addon_a", config });

    expect(await outputOf(resource.name)).toBe("Acme's shop");
    expect(registered).toContainEqual({
      type: "pulumi-nodejs:clevercloud:AddonConfig",
      inputs: expect.objectContaining({ addonId: "addon_a", __provider: providerLine("clevercloud/addon-config") }),
    });
    expect(await pulumi.isSecret(resource.config)).toBe(true);
    expect(await pulumi.isSecret(resource.addonId)).toBe(false);
  });

  test("deletes before it replaces if its class says so and the program does not override it", async () => {
    const { CustomHostname } = await import("../../providers/cloudflare/custom-hostname/index.ts");
    const { User } = await import("../../providers/apifew/user.ts");
    const args = { zoneId: "0123456789abcdef0123456789abcdef", hostname: "a.acme.com" };
    const seen: unknown[] = [];
    const transformations: pulumi.ResourceTransformation[] = [
      ({ opts }) => {
        seen.push("deleteBeforeReplace" in opts ? opts.deleteBeforeReplace : undefined);
        return undefined;
      },
    ];

    new CustomHostname("by-default", args, { transformations });
    new CustomHostname("as-declared", args, { transformations, deleteBeforeReplace: false });
    new User("created-first", { login: "jane@acme.com" }, { transformations });

    expect(seen).toEqual([true, false, undefined]);
  });

  test("refuses the resource option import, which the engine does not support, and names the alternative", async () => {
    const { Pricing } = await import("../../providers/apifew/pricing.ts");
    const declare = () => new Pricing("basic", { uid: "ABC" }, { import: "ABC" });
    expect(declare).toThrow(
      /^basic: apifew:Pricing cannot be imported by the resource option import; .*marketplane adopt/,
    );
  });

  test("keeps a property readable if it only sometimes contains a secret", async () => {
    const { CustomHostname } = await import("../../providers/cloudflare/custom-hostname/index.ts");
    const zoneId = "0123456789abcdef0123456789abcdef";

    const plain = new CustomHostname("plain", { zoneId, hostname: "a.acme.com", ssl: { method: "http" } });
    const uploaded = new CustomHostname("uploaded", {
      zoneId,
      hostname: "b.acme.com",
      ssl: { method: "http", customCertificate: "certificate", customKey: "hush-hush-hush" },
    });

    expect(await pulumi.isSecret(Reflect.get(plain, "ssl"))).toBe(false);
    expect(await pulumi.isSecret(Reflect.get(uploaded, "ssl"))).toBe(true);
  });
});

function outputOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}
