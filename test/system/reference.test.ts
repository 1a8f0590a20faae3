import { expect, it } from "vitest";
import { documentedResources, pageOf } from "../../src/project/docs/documented-resources.ts";
import { createAdoptionProject, writesAt } from "../support/adoption-project.ts";
import { readCodeBlocks } from "../support/documented-code.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startTestSandbox } from "../support/sandbox.ts";

/**
 * Existing objects at the vendors that the examples need: the zone's record, the pricing, and an ordered
 * add-on.
 */
const seed = {
  cloudflare: {
    zones: [
      {
        name: "saasprovider.com",
        dnsRecords: [{ type: "A" as const, name: "proxy-fallback", content: "192.0.2.1", proxied: true }],
      },
    ],
  },
  clevercloud: { providerId: "shoe-shop", addons: [{ addonId: "addon_1c1a0b2e" }] },
};

describeWithEngine("the examples of the reference", () => {
  it("are created, stay unchanged, and are destroyed without leaving a deletable object", async () => {
    await using sandbox = await startTestSandbox({ seed });
    const pages = documentedResources.map(pageOf);
    const examples = await Promise.all(
      pages.map(async (page) => {
        const [example = ""] = await readCodeBlocks(`reference/${page}`, "ts");
        return [`examples/${page.replace(/\.md$/, ".ts")}`, example] as const;
      }),
    );
    const program = examples.map(([file], index) => `export * as example${index} from "./${file}";`).join("\n");
    const project = await createAdoptionProject(sandbox, { "index.ts": program, ...Object.fromEntries(examples) });
    const { credentials, provider } = sandbox.ready;
    await project.succeed("config", "set", "marketplane:zoneId", credentials.cloudflare.zoneId);
    await project.succeed("config", "set", "marketplane:baseUrl", String(provider));

    await project.succeed("up", "--yes", "--skip-preview");
    const writes = await writesAt(sandbox);
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    await project.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    expect(await writesAt(sandbox)).toEqual(writes);
    const state = JSON.parse(await project.state());
    const types = state.deployment.resources.map(({ type }: { type: string }) => type.replace(/^pulumi-nodejs:/, ""));
    expect(documentedResources.filter(({ type }) => !types.includes(type))).toEqual([]);

    await project.succeed("destroy", "--yes", "--skip-preview");
    const { cloudflare, apifew, clevercloud } = Object(await sandbox.state());
    expect(cloudflare.zones[0]).toMatchObject({ custom_hostnames: [], fallback_origin: null });
    expect(apifew.users.filter(({ login }: { login: string }) => login.endsWith("@acme-shoes.com"))).toEqual([]);
    expect(clevercloud.addons).toMatchObject([{ addonId: "addon_1c1a0b2e", config: {} }]);
  }, 240_000);
});
