import { appendFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { prepareDeployment } from "../support/deployment.ts";
import { describeWithEngine } from "../support/engine.ts";

const up = ["up", "--yes", "--skip-preview"];

describeWithEngine("the deletion of tenants", () => {
  it("is refused above the maximum share until it is allowed, and a moved file deletes nothing", async () => {
    const { stack, vendors } = await prepareDeployment();
    const run = (...args: string[]) => stack.run(args, () => undefined);
    const hostnames = async () =>
      (await vendors.state()).cloudflare.zones.flatMap((zone) => zone.custom_hostnames).length;
    expect((await run(...up)).exitCode).toBe(0);
    const before = await hostnames();
    const tenants = stack.tenantsFolder;

    renameSync(join(tenants, "acme.yaml"), join(tenants, "moved.YML"));
    const moved = await run(...up);
    expect([moved.exitCode, Object.keys(moved.changes)]).toEqual([0, ["same"]]);

    renameSync(join(tenants, "moved.YML"), join(tenants, "moved.bak"));
    // A refused update leaves the stack's outputs as they are, so the next one is refused as well.
    for (const refused of [await run(...up), await run(...up)]) {
      expect(refused.exitCode).not.toBe(0);
      expect(refused.output).toMatch(/would delete 1 of \d tenants \(acme\), which is more than 20%/);
      expect(refused.output).toContain("pulumi config set marketplane:allowDeletions 1");
    }
    expect(await hostnames()).toBe(before);

    renameSync(tenants, `${tenants}-elsewhere`);
    const missing = await run(...up);
    expect(missing.exitCode).not.toBe(0);
    expect(missing.output).toMatch(
      /configuration marketplane:tenants: the folder \S+ does not exist; create the folder/,
    );
    expect(await hostnames()).toBe(before);
    renameSync(`${tenants}-elsewhere`, tenants);

    appendFileSync(stack.configFile, "  marketplane:allowDeletions: 1\n");
    expect((await run(...up)).exitCode).toBe(0);
    expect(await hostnames()).toBeLessThan(before);
    expect((await run("destroy", "--yes", "--skip-preview")).exitCode).toBe(0);
  }, 240_000);
});
