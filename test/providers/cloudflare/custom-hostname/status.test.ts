import { describe, expect, it } from "vitest";
import {
  isAbandoned,
  isReached,
  progressText,
  terminalReason,
} from "../../../../providers/cloudflare/custom-hostname/status.ts";

const records = [{ txt_name: "_acme-challenge.shop.acme-shoes.com", txt_value: "token" }];

function wire(status: string | undefined, ssl?: { status?: string; validation_records?: typeof records }) {
  return { id: "id", hostname: "shop.acme-shoes.com", ...(status ? { status } : {}), ...(ssl ? { ssl } : {}) };
}

describe("isReached", () => {
  it("is true for none in any state", () => {
    expect(isReached("none", wire("blocked", { status: "expired" }))).toBe(true);
  });

  it.each([
    [undefined, true],
    [{}, false],
    [{ status: "initializing" }, false],
    [{ status: "pending_validation" }, false],
    [{ status: "pending_validation", validation_records: records }, true],
    [{ status: "pending_issuance" }, true],
    [{ status: "pending_deployment" }, true],
    [{ status: "active" }, true],
    [{ status: "a status of tomorrow" }, false],
    [{ status: "a status of tomorrow", validation_records: records }, false],
  ])("of pending_validation: certificate %o gives %s", (ssl, reached) => {
    expect(isReached("pending_validation", wire("pending", ssl))).toBe(reached);
  });

  it.each([
    ["active", "active", true],
    ["active_redeploying", "active", true],
    ["active", undefined, true],
    ["pending", "active", false],
    ["active", "pending_deployment", false],
    ["active", "backup_issued", false],
    [undefined, "active", false],
    ["a status of tomorrow", "active", false],
    ["active", "a status of tomorrow", false],
  ])("of active: hostname %s with certificate %s gives %s", (status, sslStatus, reached) => {
    expect(isReached("active", wire(status, sslStatus ? { status: sslStatus } : undefined))).toBe(reached);
  });
});

describe("terminalReason", () => {
  it.each(["moved", "deleted"])("ends at hostname %s", (status) => {
    expect(terminalReason(wire(status))).toBe(`hostname is ${status}`);
  });

  it.each(["blocked", "pending_blocked", "test_blocked", "test_failed"])(
    "ends at hostname %s and says that a zone hold may be the reason",
    (status) => {
      expect(terminalReason(wire(status))).toMatch(
        new RegExp(`^hostname is ${status}; if the domain's zone has a hold`),
      );
    },
  );

  it.each([
    "initializing_timed_out",
    "validation_timed_out",
    "issuance_timed_out",
    "deployment_timed_out",
    "deletion_timed_out",
  ])("ends at certificate %s", (status) => {
    expect(terminalReason(wire("pending", { status }))).toContain(`certificate is ${status}`);
  });

  it.each(["pending", "pending_migration", "pending_provisioned", "provisioned", "active", "test_pending"])(
    "continues to wait at hostname %s",
    (status) => {
      expect(terminalReason(wire(status, { status: "pending_validation" }))).toBeUndefined();
    },
  );
});

describe("isAbandoned", () => {
  it("is true for statuses that a PATCH resets to pending, and for none in progress", () => {
    const stopped = ["moved", "deleted", "blocked", "pending_blocked", "test_blocked", "test_failed"];
    expect(stopped.every((status) => isAbandoned({ status }))).toBe(true);
    expect(["validation_timed_out", "issuance_timed_out"].every((sslStatus) => isAbandoned({ sslStatus }))).toBe(true);
    expect(["pending", "active", "a status of tomorrow", undefined].some((status) => isAbandoned({ status }))).toBe(
      false,
    );
    expect(["active", "expired", "pending_validation", null].some((sslStatus) => isAbandoned({ sslStatus }))).toBe(
      false,
    );
  });
});

describe("progressText", () => {
  it("shows both statuses and every text of Cloudflare's", () => {
    const whole = {
      ...wire("pending", { status: "pending_validation" }),
      verification_errors: ["no CNAME"],
      ssl: { status: "pending_validation", validation_errors: ["CAA forbids it"] },
    };

    expect(progressText(whole)).toBe(
      "hostname is pending; certificate is pending_validation; no CNAME; CAA forbids it",
    );
    expect(progressText(wire(undefined))).toBe("hostname is without status");
  });
});
