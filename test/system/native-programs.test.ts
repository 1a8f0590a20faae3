import { expect, it } from "vitest";
import { documentedResources } from "../../src/project/docs/documented-resources.ts";
import { credentialsOf, writesAt } from "../support/adoption-project.ts";
import { createProgram, type RunnableLanguage } from "../support/language-program.ts";
import { describeWithLanguage } from "../support/languages.ts";
import { startTestSandbox } from "../support/sandbox.ts";
import { changedProgram, programs, sandboxSeed } from "./programs.ts";

const timeoutMs = 300_000;
const yes = ["--yes", "--skip-preview"];

for (const [language, source] of Object.entries(programs) as [RunnableLanguage, string][]) {
  describeWithLanguage(language, `a ${language} program with every resource of the native provider`, () => {
    it(
      "creates, changes nothing in a second up and a refresh, updates, replaces, and destroys every deletable object",
      async () => {
        await using sandbox = await startTestSandbox({ seed: sandboxSeed });
        const { credentials, provider } = sandbox.ready;
        const project = await createProgram(language, source, credentialsOf(sandbox));
        await project.succeed("stack", "init", "test");
        await project.succeed("config", "set", "zoneId", credentials.cloudflare.zoneId);
        await project.succeed("config", "set", "baseUrl", String(provider));

        await project.succeed("up", ...yes);
        const outputs = JSON.parse((await project.succeed("stack", "output", "--json")).stdout);
        expect(outputs).toEqual({ zone: "active", status: "pending", keys: "[secret]" });
        const writes = await writesAt(sandbox);
        await project.succeed("up", ...yes, "--expect-no-changes");
        await project.succeed("refresh", ...yes, "--expect-no-changes");
        expect(await writesAt(sandbox)).toEqual(writes);

        const { deployment } = JSON.parse((await project.succeed("stack", "export")).stdout);
        const types = deployment.resources.map(({ type }: { type: string }) => type);
        expect(documentedResources.filter(({ type }) => !types.includes(`marketplane:${type}`))).toEqual([]);
        const { keys } = JSON.parse((await project.succeed("stack", "output", "--json", "--show-secrets")).stdout);
        expect(keys).toHaveLength(2);
        for (const secret of [...keys, credentials.apifew.key, credentials.cloudflare.apiToken]) {
          expect(JSON.stringify(deployment)).not.toContain(secret);
        }

        await project.edit(changedProgram);
        const changed = await project.succeed("up", ...yes, "--diff");
        expect(changed.text).toMatch(/~ ?2 updated/);
        expect(changed.text).toMatch(/\+- ?1 replaced/);
        await project.succeed("preview", "--expect-no-changes");
        expect(project.shown()).not.toContain("acme.shoes.example");

        await project.succeed("destroy", ...yes);
        const { cloudflare, apifew, clevercloud } = Object(await sandbox.state());
        expect(cloudflare.zones[0]).toMatchObject({ custom_hostnames: [], fallback_origin: null });
        expect(apifew.users.filter(({ login }: { login: string }) => login.endsWith("@acme-shoes.com"))).toEqual([]);
        expect(clevercloud.addons).toMatchObject([{ addonId: "addon_1c1a0b2e", config: {} }]);
      },
      timeoutMs,
    );
  });
}
