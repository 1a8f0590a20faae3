import { expect, it } from "vitest";
import { detectDrift } from "../../src/fleet/drift/detect-drift.ts";
import { parseStackState } from "../../src/fleet/drift/stack-state.ts";
import { createAdoptionProject, credentialsOf } from "../support/adoption-project.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startTestSandbox } from "../support/sandbox.ts";

const zoneId = "5a4db0c0ffee00000000000000000001";
const programOf = (hostname: string) => `
import { CustomHostname } from "@marketplane/providers/cloudflare";
new CustomHostname("shop", { zoneId: "${zoneId}", hostname: "${hostname}", waitFor: "none" });
`;

describeWithEngine("a replacement whose new object could not be created", () => {
  it("is incomplete drift until an update creates it", { timeout: 300_000 }, async () => {
    await using sandbox = await startTestSandbox();
    const project = await createAdoptionProject(sandbox, { "index.ts": programOf("shop.acme-shoes.com") });
    const { write, run, succeed } = project;
    const search = async () => {
      const { stdout } = await succeed("stack", "export", "--show-secrets");
      const state = parseStackState("test", JSON.parse(stdout));
      const variables = credentialsOf(sandbox);
      return detectDrift({
        stacks: [{ name: "test", read: async () => state }],
        environment: (name) => variables[name],
      });
    };
    await succeed("up", "--yes", "--skip-preview");
    expect(await search()).toMatchObject({ result: "clean" });

    await write("index.ts", programOf("new.acme-shoes.com"));
    await sandbox.fault({
      vendor: "cloudflare",
      method: "POST",
      route: "/zones/:zone/custom_hostnames",
      status: 403,
      times: 9,
    });
    expect((await run("up", "--yes", "--skip-preview")).code).not.toBe(0);
    const found = await search();
    expect(found).toMatchObject({
      result: "drift",
      findings: [{ kind: "incomplete", name: "shop", severity: "error" }],
    });

    await sandbox.control("DELETE", "/faults");
    await succeed("up", "--yes", "--skip-preview");
    expect(await search()).toMatchObject({ result: "clean" });
  });
});
