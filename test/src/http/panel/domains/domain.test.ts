import { describe, expect, it } from "vitest";
import { HostnameDetails } from "../../../../../src/fleet/hostnames/hostname-details.ts";
import { certificateStates, hostnameStates } from "../../../../../src/fleet/hostnames/hostname-states.ts";
import { standingOf } from "../../../../../src/http/panel/domains/domain.ts";
import { languageCodes, textsOf } from "../../../../../src/http/panel/texts/languages.ts";
import { observed } from "../../../../support/panel.ts";

/**
 * All statuses of the reference (API page of custom hostnames: status, ssl.status), copied independently of
 * the code.
 */
const statuses =
  "active pending active_redeploying moved pending_deletion deleted pending_blocked pending_migration pending_provisioned test_pending test_active test_active_apex test_blocked test_failed provisioned blocked".split(
    " ",
  );
const certificateStatuses =
  "initializing pending_validation deleted pending_issuance pending_deployment pending_deletion pending_expiration expired active initializing_timed_out validation_timed_out issuance_timed_out deployment_timed_out deletion_timed_out pending_cleanup staging_deployment staging_active deactivating inactive backup_issued holding_deployment".split(
    " ",
  );

const phase = (status: string, certificateStatus: string | null) =>
  standingOf({ observed: observed({ status, certificateStatus }) }).phase;

describe("a domain's state", () => {
  it("knows every documented status of both state machines, and no other", () => {
    expect(Object.keys(hostnameStates).sort()).toEqual([...statuses, "gone"].sort());
    expect(Object.keys(certificateStates).sort()).toEqual([...certificateStatuses].sort());
  });

  it.each(languageCodes)("has texts for every status in %s", (language) => {
    const { hostname, certificate } = textsOf(language).states;
    expect(Object.keys(hostname).sort()).toEqual([...statuses, "gone", "none", "unknown"].sort());
    expect(Object.keys(certificate).sort()).toEqual([...certificateStatuses, "none", "unknown"].sort());
    for (const { title, now, todo } of [...Object.values(hostname), ...Object.values(certificate)]) {
      expect(title).toMatch(/^\p{Lu}.{2,28}$/u);
      expect(now).toMatch(/^\p{Lu}.+[.]$/u);
      expect(todo).toMatch(/^\p{Lu}.+[.]$/u);
    }
  });

  it("is live only if hostname and certificate both work, for every pair of statuses", () => {
    const working = (tone: string) => tone === "good";
    for (const [status, { standing: tone }] of Object.entries(hostnameStates)) {
      for (const [certificate, { standing: certificateTone }] of Object.entries(certificateStates)) {
        const isLive = working(tone) && working(certificateTone);
        expect(phase(status, certificate) === "live", `${status}, ${certificate}`).toBe(isLive);
        const isBroken = tone === "bad" || certificateTone === "bad";
        expect(phase(status, certificate) === "broken", `${status}, ${certificate}`).toBe(isBroken);
      }
    }
  });

  it.each([
    ["pending", "pending_validation", "yours"],
    ["pending", "initializing", "yours"],
    ["pending", "active", "yours"],
    ["active", "pending_validation", "ours"],
    ["active", "pending_issuance", "ours"],
    ["active", "pending_expiration", "yours"],
    ["active", null, "ours"],
    ["a status of the future", "active", "ours"],
    ["active", "a status of the future", "ours"],
  ])("of %s and %s is %s", (status, certificate, expected) => {
    expect(phase(status, certificate)).toBe(expected);
  });

  it("waits for the customer if the certificate authority requests a record, and not if we serve the answer", () => {
    const asked = (validationRecords: object[]) =>
      standingOf({
        observed: observed({
          status: "active",
          certificateStatus: "pending_validation",
          details: HostnameDetails.parse({ validationRecords }),
        }),
      }).phase;

    expect(asked([{ httpUrl: "http://a.acme.com/.well-known/x", httpBody: "x" }])).toBe("ours");
    expect(asked([{ txtName: "_acme-challenge.a.acme.com", txtValue: "x" }])).toBe("yours");
    expect(asked([{ emails: ["admin@acme.com"] }])).toBe("yours");
  });

  it("is in progress until Cloudflare has the domain", () => {
    expect(standingOf({ observed: undefined })).toEqual({ phase: "ours", hostname: "none", certificate: "none" });
  });
});
