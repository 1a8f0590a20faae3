import { describe, expect, it } from "vitest";
import { certificateStates, hostnameStates, meaningOfReason } from "../../../../src/fleet/hostnames/hostname-states.ts";
import {
  hostnamesCondition,
  isServed,
  type KnownHostname,
  meaningOf,
} from "../../../../src/fleet/hostnames/hostnames-condition.ts";
import { standingOf } from "../../../../src/http/panel/domains/domain.ts";
import { languageCodes, textsOf } from "../../../../src/http/panel/texts/languages.ts";
import { observed } from "../../../support/panel.ts";

/** All statuses on the API page of custom hostnames, one that is not on it, and none. */
const statuses = [...Object.keys(hostnameStates), "a status of the future", null];
const certificates = [...Object.keys(certificateStates), "a status of the future", null];
const pairs = statuses.flatMap((status) => certificates.map((certificateStatus) => ({ status, certificateStatus })));

const known = (given: Partial<KnownHostname>): KnownHostname => ({
  ...{ hostname: "shop.acme.com", status: "active", certificateStatus: "active", needsRecord: false, failure: null },
  ...given,
});
const conditionOf = (...hostnames: readonly KnownHostname[]) => hostnamesCondition({ state: "active" }, hostnames);
const active = { state: "active" } as const;

describe("the condition HostnamesActive", () => {
  it("has a distinct reason and an actor for every status of both state machines", () => {
    const meanings = [...Object.values(hostnameStates), ...Object.values(certificateStates)];

    expect(new Set(meanings.map(({ reason }) => reason)).size).toBe(meanings.length);
    for (const { reason, actor, standing, text } of meanings) {
      expect(actor === "none", reason).toBe(standing === "good");
      expect(actor === "customer", reason).toBe(/customer's/.test(text));
      expect(meaningOfReason(reason)?.actor).toBe(actor);
    }
  });

  it("is true exactly if the panel shows the domain as live, for every pair of statuses", () => {
    for (const pair of pairs) {
      const panel =
        pair.status === null ? "ours" : standingOf({ observed: observed({ ...pair, status: pair.status }) }).phase;

      expect(conditionOf(known(pair)).status === "true", JSON.stringify(pair)).toBe(panel === "live");
      expect(isServed(pair), JSON.stringify(pair)).toBe(panel === "live");
    }
  });

  it("names the customer as actor only if the panel does, for every pair of statuses", () => {
    for (const { status, certificateStatus } of pairs) {
      if (status === null) {
        continue;
      }
      const { phase } = standingOf({ observed: observed({ status, certificateStatus }) });
      const { actor, standing } = meaningOf(known({ status, certificateStatus }));
      if (phase === "yours") {
        expect([status, certificateStatus, actor]).toEqual([status, certificateStatus, "customer"]);
      }
      if (phase === "broken") {
        expect([status, certificateStatus, standing]).toEqual([status, certificateStatus, "bad"]);
      }
      if (phase === "ours") {
        expect([status, certificateStatus, actor]).not.toContain("customer");
      }
    }
  });

  it.each(languageCodes)(
    "never asks for DNS records where Cloudflare, the authority or the seller acts, in %s",
    (language) => {
      const { hostname, certificate } = textsOf(language).states;
      const texts = [
        ...Object.entries(hostnameStates).map(([status, { actor }]) => [status, actor, hostname] as const),
        ...Object.entries(certificateStates).map(([status, { actor }]) => [status, actor, certificate] as const),
      ];
      for (const [status, actor, words] of texts) {
        const todo = Object.entries(words).find(([name]) => name === status)?.[1].todo ?? "";
        if (actor === "customer") {
          expect(todo, status).toMatch(/record|enregistrement/i);
        } else {
          expect(todo, status).not.toMatch(/^(Set|Créez|Ajoutez)/);
        }
      }
    },
  );

  it.each([
    [{ status: "blocked" }, "Blocked", "seller"],
    [{ status: "gone", certificateStatus: null }, "Missing", "seller"],
    [{ status: "pending", certificateStatus: "pending_validation" }, "WaitingForDns", "customer"],
    [{ certificateStatus: "pending_validation" }, "CertificateValidating", "certificate authority"],
    [{ certificateStatus: "pending_validation", needsRecord: true }, "CertificatePendingValidation", "customer"],
    [{ status: "pending", certificateStatus: "expired" }, "CertificateExpired", "customer"],
    [{ status: null, certificateStatus: null, failure: "1469: too long" }, "Failed", undefined],
    [{ status: null, certificateStatus: null }, "NotRegistered", "seller"],
  ] as const)("of %j is %s", (given, reason, actor) => {
    const condition = conditionOf(known(given));

    expect(condition).toMatchObject({ status: "false", reason });
    expect(meaningOfReason(reason)?.actor).toBe(actor);
    if (actor !== "customer") {
      expect(condition.message).not.toContain("customer's DNS");
    }
  });

  it("names every unserved hostname, the most urgent first, and no served one", () => {
    const { reason, message } = conditionOf(
      known({ hostname: "one.acme.com" }),
      known({ hostname: "two.acme.com", status: "pending" }),
      known({ hostname: "three.acme.com", status: "blocked" }),
    );

    expect(reason).toBe("Blocked");
    expect(message).toMatch(/^three\.acme\.com: blocked .+ two\.acme\.com: waiting for the customer's DNS record\.$/);
  });

  it("stays true for a live hostname while a change of it fails", () => {
    expect(conditionOf(known({ failure: "1459: not entitled" }))).toMatchObject({ status: "true", reason: "Active" });
  });

  it("states that a tenant has no hostnames", () => {
    expect(hostnamesCondition(active, [])).toMatchObject({ status: "true", reason: "NoHostnames" });
  });
});
