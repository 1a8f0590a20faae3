import { expect, it } from "vitest";
import { createAdoptionProject, writesAt } from "../support/adoption-project.ts";
import { readCodeBlocks } from "../support/documented-code.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startTestSandbox } from "../support/sandbox.ts";

const timeoutMs = 240_000;
const hostnames = Array.from({ length: 200 }, (_, index) => `shop${index}.customer${index}.com`);

/** The zone of the page's programs. */
const zone = {
  name: "saasprovider.com",
  dnsRecords: [{ type: "A" as const, name: "proxy-fallback", content: "192.0.2.1", proxied: true }],
  fallbackOrigin: "proxy-fallback.saasprovider.com",
  customHostnames: hostnames.map((hostname) => ({
    hostname,
    ssl: { method: "http", type: "dv" },
    status: "active",
    ssl_status: "active",
  })),
};

describeWithEngine("a zone of 200 hostnames", () => {
  it(
    "is adopted by adopt: true, as documented, without a write",
    async () => {
      await using sandbox = await startTestSandbox({ seed: { cloudflare: { zones: [zone] } } });
      const { cloudflare: before } = Object(await sandbox.state());
      const [program = ""] = await readCodeBlocks("adoption.md", "ts");
      const files = { "index.ts": program, "hostnames.json": JSON.stringify(hostnames) };
      const project = await createAdoptionProject(sandbox, files);

      await project.succeed("up", "--yes", "--skip-preview");
      await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
      await project.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");

      expect(await writesAt(sandbox)).toEqual([]);
      expect(Object(await sandbox.state()).cloudflare).toEqual(before);
      expect(await project.state()).toContain(hostnames[199]);
    },
    timeoutMs,
  );

  it(
    "is adopted by an import file, as documented, without a write, a warning or a change",
    async () => {
      await using sandbox = await startTestSandbox({ seed: { cloudflare: { zones: [zone] } } });
      const { cloudflare: before } = Object(await sandbox.state());
      const [, program = ""] = await readCodeBlocks("adoption.md", "ts");
      const [commands = ""] = await readCodeBlocks("adoption.md", "sh");
      const project = await createAdoptionProject(sandbox, { "index.ts": program });

      for (const line of commands.trim().split("\n")) {
        const [tool, ...args] = line.split(" ");
        await (tool === "marketplane" ? project.marketplane(...args) : project.succeed(...args));
      }

      expect(await writesAt(sandbox)).toEqual([]);
      expect(Object(await sandbox.state()).cloudflare).toEqual(before);
      expect(project.shown()).not.toMatch(/warning/);
      const { resources } = JSON.parse(await project.state()).deployment;
      const managed = resources.filter(({ type }: { type: string }) => type.endsWith(":CustomHostname"));
      expect(managed).toHaveLength(200);
      expect(managed[0].outputs).toMatchObject({ status: "active", sslStatus: "active" });
    },
    timeoutMs,
  );
});
