import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { originName, originRecord, zoneId, zoneName } from "../providers/cloudflare/cloudflare-zone.ts";
import { createAdoptionProject } from "../support/adoption-project.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startTestSandbox } from "../support/sandbox.ts";

const root = join(import.meta.dirname, "../..");
const yes = ["--yes", "--skip-preview"];
const seed = { cloudflare: { zones: [{ name: zoneName, dnsRecords: [originRecord], fallbackOrigin: originName }] } };
const Hostnames = z.object({
  cloudflare: z.object({ zones: z.array(z.object({ custom_hostnames: z.array(z.object({ id: z.string() })) })) }),
});

/** The component chooses the provider of its children, as those of a deployment do. */
const programOf = (provider: string, waitFor = "pending_validation") => `
import * as pulumi from "@pulumi/pulumi";
import { CustomHostname } from "@marketplane/providers/cloudflare";
import { chooseProviderOfChildren } from "@marketplane/providers/managed-resource.ts";
class Customer extends pulumi.ComponentResource {}
const parent = new Customer("shop:index:Customer", "acme");
chooseProviderOfChildren(parent, "${provider}");
new CustomHostname("shop", { zoneId: "${zoneId}", hostname: "shop.acme-shoes.com", waitFor: "${waitFor}" }, { parent });
`;

const route = "/zones/:zone/custom_hostnames";
/** Cloudflare creates the hostname, and no answer says so. */
const lostAnswer = [
  { method: "POST", route, status: 502, afterCommit: true },
  { method: "GET", route, status: 403, skip: 1 },
];
/** The hostname is created, and cannot be read while the update waits for its records. */
const lostWait = [{ method: "GET", route: `${route}/:id`, status: 403 }];

describeWithEngine("an object that a failed update left half made, under the other provider", () => {
  for (const { what, faults, before, after } of [
    { what: "is adopted if the answer to its create was lost", faults: lostAnswer, before: "dynamic", after: "native" },
    { what: "is adopted if the answer to its create was lost", faults: lostAnswer, before: "native", after: "dynamic" },
    { what: "is completed if it is in the state", faults: lostWait, before: "dynamic", after: "native" },
    { what: "is completed if it is in the state", faults: lostWait, before: "native", after: "dynamic" },
  ]) {
    it(`${what}, from ${before} to ${after}`, { timeout: 200_000 }, async () => {
      await using sandbox = await startTestSandbox({ seed });
      const plugin = join(root, "providers/native");
      const project = await createAdoptionProject(sandbox, {
        "Pulumi.yaml": `name: adoption
runtime: { name: nodejs, options: { typescript: false } }
main: index.ts
plugins: { providers: [{ name: marketplane, path: ${plugin} }] }
`,
        "index.ts": programOf(before, "active"),
      });
      for (const fault of faults) {
        await sandbox.fault({ vendor: "cloudflare", ...fault, times: 99 });
      }
      expect((await project.run("up", ...yes)).code).not.toBe(0);
      await sandbox.control("DELETE", "/faults");
      const idsAt = async () =>
        Hostnames.parse(await sandbox.state()).cloudflare.zones.flatMap((zone) =>
          zone.custom_hostnames.map(({ id }) => id),
        );
      const ids = await idsAt();
      expect(ids).toHaveLength(1);

      await project.write("index.ts", programOf(after));
      await project.succeed("up", ...yes);
      expect(await idsAt()).toEqual(ids);
      expect(await project.state()).toContain(ids[0]);
      await project.succeed("preview", "--expect-no-changes");
    });
  }
});
