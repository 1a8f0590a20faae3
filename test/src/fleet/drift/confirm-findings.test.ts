import { describe, expect, it } from "vitest";
import { DriftPolicy } from "../../../../src/fleet/drift/drift-policy.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import type { TestSandbox } from "../../../support/sandbox.ts";
import { briefly, detect, jane, pricingUid, stackOf, startDriftSandbox } from "./drift-fixture.ts";
import { managedFleet } from "./managed-fleet.ts";

const policy = DriftPolicy.parse({ confirmAfterSeconds: 30 });

/** A clock whose long sleep lets the test change the vendors meanwhile. */
function clockThat(act: () => Promise<unknown>): FakeClock {
  const clock = new FakeClock();
  const sleep = clock.sleep.bind(clock);
  clock.sleep = async (ms) => {
    if (ms === 30_000) {
      await act();
    }
    await sleep(ms);
  };
  return clock;
}

const status = (sandbox: TestSandbox, hostname: string, value: string) =>
  sandbox.control("POST", "/cloudflare/hostnames", { hostname: `${hostname}.acme-shoes.com`, status: value });

describe("a policy that confirms", () => {
  it("drops findings that are gone at the second check, and keeps the others", async () => {
    await using sandbox = await startDriftSandbox();
    const stacks = [stackOf(sandbox, await managedFleet(sandbox))];
    await status(sandbox, "www", "moved");
    await status(sandbox, "docs", "blocked");

    const clock = clockThat(() => status(sandbox, "www", "active"));
    const { findings } = await detect(stacks, { policy, clock });

    expect(briefly(findings)).toEqual([["degraded", "cloudflare:CustomHostname", "docs"]]);
  });

  it("checks only resources with findings, and nothing if there are none", async () => {
    await using sandbox = await startDriftSandbox();
    const stacks = [stackOf(sandbox, await managedFleet(sandbox))];
    let calls = 0;
    const clock = clockThat(async () => {
      calls = (await sandbox.calls()).length;
    });

    expect((await detect(stacks, { policy, clock })).findings).toEqual([]);
    expect(clock.sleepsMs).not.toContain(30_000);

    await status(sandbox, "docs", "blocked");
    expect((await detect(stacks, { policy, clock })).findings).toHaveLength(1);
    expect((await sandbox.calls()).length - calls).toBe(1);
  });

  it("checks unmanaged objects a second time, too", async () => {
    await using sandbox = await startDriftSandbox();
    const fleet = await managedFleet(sandbox);
    const stacks = [
      stackOf(
        sandbox,
        fleet.filter(({ urn }) => !/::(shop|licenses)$/.test(urn)),
      ),
    ];
    const drop = () =>
      sandbox.control(
        "DELETE",
        `/apifew/licenses/${Object(fleet.find(({ urn }) => urn.endsWith("::licenses"))).outputs.keys.plaintext.slice(2, 38)}`,
      );

    const found = await detect(stacks, { policy, clock: clockThat(drop) });

    expect(found.findings.map(({ kind, id }) => [kind, id])).toEqual([
      ["unmanaged", `${pricingUid}/${jane}`],
      ["unmanaged", expect.stringMatching(/^5a4db/)],
    ]);
    expect(found.findings[0]?.message).toContain("1 license of");
  });
});

describe("a finding's fingerprint", () => {
  it("is the same in any order, at any time and for any observed value, and differs between findings", async () => {
    await using sandbox = await startDriftSandbox();
    const fleet = await managedFleet(sandbox);
    const stale = fleet.map((one) =>
      one.urn.endsWith("::jane") ? { ...one, inputs: { ...one.inputs, nameFirst: "J", nameLast: "D" } } : one,
    );
    const changed = fleet.map((one) =>
      one.urn.endsWith("::jane") ? { ...one, inputs: { ...one.inputs, nameFirst: "X", nameLast: "Y" } } : one,
    );

    const first = await detect([stackOf(sandbox, stale)]);
    const second = await detect([stackOf(sandbox, changed.toReversed())], { clock: new FakeClock() });

    const prints = first.findings.map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(2);
    expect(second.findings.map(({ fingerprint }) => fingerprint)).toEqual(prints);
  });
});
