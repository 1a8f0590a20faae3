import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certificateStates, hostnameStates } from "../../../../../src/fleet/hostnames/hostname-states.ts";
import { busyCheckingMs } from "../../../../../src/http/panel/domains/backoff.ts";
import type { Domain } from "../../../../../src/http/panel/domains/domain.ts";
import { recheckRule } from "../../../../../src/http/panel/domains/recheck-rule.ts";
import { observed } from "../../../../support/panel.ts";

const start = new Date("2026-11-22T10:00:00Z");
const secondsOn = (seconds: number) => new Date(start.getTime() + seconds * 1_000);
const pending: Domain = { hostname: "shop.acme.com", observed: observed(), recheck: undefined, isRefused: false };
const broken: Domain = { ...pending, observed: observed({ status: "moved" }) };
const asked = (domain: Domain, askedAt: Date | null): Domain => ({
  ...domain,
  recheck: { requestedAt: askedAt ?? start, askedAt, isFailed: false },
});

describe("a requested check", () => {
  it("is not needed for a domain that works, or that Cloudflare does not have yet", () => {
    const live = { ...pending, observed: observed({ status: "active", certificateStatus: "active" }) };
    expect(recheckRule(live, secondsOn(9_999)).kind).toBe("needless");
    expect(recheckRule({ ...pending, observed: undefined }, secondsOn(9_999)).kind).toBe("needless");
  });

  it("must wait while Cloudflare checks frequently on its own, and the panel shows until when", () => {
    expect(recheckRule(pending, secondsOn(100))).toEqual({
      kind: "later",
      at: secondsOn(751),
      nextCheckAt: secondsOn(123),
    });
    expect(recheckRule(pending, secondsOn(751))).toEqual({ kind: "allowed", nextCheckAt: secondsOn(993) });
  });

  it("waits for the previous one, and restarts Cloudflare's schedule", () => {
    expect(recheckRule(asked(pending, null), secondsOn(9_999))).toEqual({ kind: "waiting" });
    const again = asked(pending, secondsOn(2_000));
    expect(recheckRule(again, secondsOn(2_010))).toEqual({
      kind: "later",
      at: secondsOn(2_751),
      nextCheckAt: secondsOn(2_060),
    });
    expect(recheckRule(again, secondsOn(2_751)).kind).toBe("allowed");
  });

  it("is allowed at once if Cloudflare has stopped checking, and then once per window", () => {
    expect(recheckRule(broken, secondsOn(1))).toEqual({ kind: "allowed", nextCheckAt: undefined });
    expect(recheckRule(asked(broken, secondsOn(1)), secondsOn(2))).toEqual({
      ...{ kind: "later", at: secondsOn(752), nextCheckAt: undefined },
    });
  });

  it("is allowed at most once in each window, at any time and for any status", () => {
    const statuses = fc.constantFrom(...Object.keys(hostnameStates));
    const certificates = fc.constantFrom(...Object.keys(certificateStates));
    const steps = fc.array(fc.record({ seconds: fc.nat(600), status: statuses, certificateStatus: certificates }));
    fc.assert(
      fc.property(steps, (clicks) => {
        let now = start.getTime();
        let domain = pending;
        const granted: number[] = [];
        for (const { seconds, ...seen } of clicks) {
          now += seconds * 1_000;
          domain = { ...domain, observed: observed(seen) };
          if (recheckRule(domain, new Date(now)).kind !== "allowed") {
            continue;
          }
          granted.push(now);
          domain = asked(domain, new Date(now));
        }
        const gaps = granted.slice(1).map((at, index) => at - (granted[index] ?? 0));
        return gaps.every((gap) => gap >= busyCheckingMs);
      }),
    );
  });
});
