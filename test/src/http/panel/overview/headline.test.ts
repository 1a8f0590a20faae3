import { describe, expect, it } from "vitest";
import { certificateStates, hostnameStates } from "../../../../../src/fleet/hostnames/hostname-states.ts";
import type { Domain } from "../../../../../src/http/panel/domains/domain.ts";
import { headlineOf, headlineTones } from "../../../../../src/http/panel/overview/headline.ts";
import { languageCodes, textsOf } from "../../../../../src/http/panel/texts/languages.ts";
import { observed, tenantOf as tenant } from "../../../../support/panel.ts";

const now = new Date("2026-11-22T10:00:00Z");
const hasDomains = { now, hasDomains: true };

function domain(status: string | undefined, certificateStatus: string | null = "active"): Domain {
  const hostname = `${status}.acme.com`;
  return {
    hostname,
    observed: status === undefined ? undefined : observed({ status, certificateStatus }),
    recheck: undefined,
    isRefused: false,
  };
}

const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const unfinished = { generation: 2 };

describe("the headline", () => {
  it.each([
    ["removed", tenant({ state: "removed" })],
    ["suspended", tenant({ state: "suspended", ...unfinished })],
    ["setting-up", tenant({ observedGeneration: 0, ready: { reason: "Reconciling" } })],
    ["setting-up", tenant({ observedGeneration: 0, conditions: [] })],
    ["changing", tenant({ ...unfinished, ready: { reason: "Reconciling" } })],
    ["slow", tenant({ ...unfinished, ready: { reason: "Reconciling" }, changedAt: minutesAgo(6) })],
    ["owner-unknown", tenant({ observedGeneration: 0, ready: { reason: "OwnerUnknown" }, changedAt: minutesAgo(6) })],
    ["changing", tenant({ ...unfinished, ready: { reason: "Failed" } })],
    ["failing", tenant({ ...unfinished, ready: { reason: "Failed" }, changedAt: minutesAgo(2) })],
    ["failing", tenant({ ...unfinished, ready: { reason: "PlanUnknown" }, changedAt: minutesAgo(2) })],
    ["failing", tenant({ ...unfinished, ready: { reason: "Invalid" }, changedAt: minutesAgo(2) })],
    ["first-domain", tenant()],
  ])("is %s for a tenant with no other known state", (kind, of) => {
    expect(headlineOf(of, [], hasDomains)).toEqual({ kind });
  });

  it("says that everything works if the plan includes no domains, or all of them are live", () => {
    expect(headlineOf(tenant(), [], { now, hasDomains: false })).toEqual({ kind: "working" });
    expect(headlineOf(tenant(), [domain("active"), domain("provisioned")], hasDomains)).toEqual({ kind: "working" });
  });

  it("names the most urgent domain: a broken one, then one that waits for the customer, then one in progress", () => {
    const [live, broken, yours] = [domain("active"), domain("blocked"), domain("pending")];
    const ours = domain("test_pending");
    const of = (...domains: Domain[]) => headlineOf(tenant(), domains, hasDomains);
    expect(of(live, ours, yours, broken)).toEqual({ kind: "domain-broken", hostname: "blocked.acme.com" });
    expect(of(live, ours, yours)).toEqual({ kind: "domain-yours", hostname: "pending.acme.com" });
    expect(of(live, ours)).toEqual({ kind: "domain-ours", hostname: "test_pending.acme.com" });
  });

  it("never says that everything works while a domain does not, for every pair of Cloudflare's statuses", () => {
    for (const [status, { standing: tone }] of Object.entries(hostnameStates)) {
      for (const [certificate, { standing: certificateTone }] of Object.entries(certificateStates)) {
        const { kind } = headlineOf(tenant(), [domain("active"), domain(status, certificate)], hasDomains);
        expect(kind === "working", `${status}, ${certificate}`).toBe(tone === "good" && certificateTone === "good");
      }
    }
  });

  it.each(languageCodes)("has texts for every case in %s", (language) => {
    const { headlines } = textsOf(language);
    expect(Object.keys(headlines).sort()).toEqual(Object.keys(headlineTones).sort());
    for (const words of Object.values(headlines)) {
      const { title, text } = words("shop.acme.com");
      expect(title).toMatch(/^.{5,80}$/);
      expect(text).toMatch(/[.]$/);
    }
  });
});
