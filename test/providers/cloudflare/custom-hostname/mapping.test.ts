import { describe, expect, it } from "vitest";
import type { CustomHostnameInputs } from "../../../../providers/cloudflare/custom-hostname/inputs.ts";
import {
  idOf,
  ignoredFields,
  observe,
  parseId,
  retainedState,
  toAdoptedInputs,
  toCreateBody,
  toInputs,
  toPatchBody,
  toState,
} from "../../../../providers/cloudflare/custom-hostname/mapping.ts";

const zoneId = "5a4db0c0ffee00000000000000000001";
const hostname = "shop.acme-shoes.com";
const options = { waitFor: "pending_validation" as const, waitTimeoutSeconds: 300 };
const http = { method: "http" as const, type: "dv" as const };

function inputs(given: Partial<CustomHostnameInputs> = {}): CustomHostnameInputs {
  return { zoneId, hostname, ...options, ...given };
}

const wire = { id: "a0000000-0000-4000-8000-000000000000", hostname, status: "pending" };

describe("idOf and parseId", () => {
  it("are each other's inverse", () => {
    expect(parseId(idOf(zoneId, wire.id))).toEqual({ zoneId, hostnameId: wire.id });
    expect(() => parseId(wire.id)).toThrow(/not "a0000000/);
  });
});

describe("toCreateBody", () => {
  it("contains the user's settings by Cloudflare's names, and none of this provider's options", () => {
    expect(toCreateBody(inputs({ adopt: true }))).toEqual({ hostname });
    expect(
      toCreateBody(
        inputs({ ssl: http, customMetadata: {}, customOriginServer: "eu.a.com", customOriginSni: "sni.a.com" }),
      ),
    ).toEqual({
      hostname,
      ssl: http,
      custom_metadata: {},
      custom_origin_server: "eu.a.com",
      custom_origin_sni: "sni.a.com",
    });
  });
});

describe("toInputs", () => {
  const whole = {
    ...wire,
    custom_metadata: { a: 1 },
    custom_origin_server: "eu.a.com",
    custom_origin_sni: "sni.a.com",
  };

  it("returns only managed inputs", () => {
    expect(toInputs(zoneId, { ...whole, ssl: { method: "http" } }, inputs())).toEqual(inputs());
    expect(toInputs(zoneId, whole, inputs({ customMetadata: { a: 2 }, customOriginServer: "us.a.com" }))).toEqual(
      inputs({ customMetadata: { a: 1 }, customOriginServer: "eu.a.com" }),
    );
  });

  it("omits managed inputs that Cloudflare no longer has", () => {
    const managed = inputs({ ssl: http, customMetadata: { a: 1 }, customOriginServer: "eu.a.com" });

    expect(toInputs(zoneId, { ...wire, ssl: null, custom_origin_server: null }, managed)).toEqual(
      inputs({ customMetadata: {} }),
    );
  });

  it("returns everything except defaults if no inputs are known", () => {
    expect(toInputs(zoneId, { ...whole, ssl: { method: "txt", certificate_authority: "google" } }, {})).toEqual(
      inputs({
        ssl: { method: "txt", type: "dv" },
        customMetadata: { a: 1 },
        customOriginServer: "eu.a.com",
        customOriginSni: "sni.a.com",
      }),
    );
    expect(toInputs(zoneId, { ...wire, custom_metadata: {} }, {})).toEqual(inputs());
  });
});

describe("toAdoptedInputs", () => {
  it("counts only the method as created, and a pending http not as a renewed txt", () => {
    const desired = inputs({ ssl: { method: "txt", type: "dv", wildcard: false, certificateAuthority: "google" } });
    const withSsl = (status: string, method?: string) => ({ ...wire, ssl: { status, ...(method ? { method } : {}) } });

    expect(toAdoptedInputs(withSsl("active", "http"), desired).ssl).toEqual({ method: "txt", type: "dv" });
    expect(toAdoptedInputs(withSsl("pending_validation", "http"), desired).ssl).toEqual(http);
    expect(toAdoptedInputs(withSsl("pending_deployment"), desired).ssl).toEqual({ method: "txt", type: "dv" });
    expect(toAdoptedInputs(wire, desired)).not.toHaveProperty("ssl");
  });
});

describe("toState", () => {
  const records = [{ txt_name: "n", txt_value: "v" }];
  const pending = {
    ...wire,
    created_at: "2026-01-01T00:00:00Z",
    verification_errors: ["no CNAME"],
    ownership_verification: { type: "txt", name: "n", value: "v" },
    ownership_verification_http: { http_url: "u", http_body: "b" },
    ssl: { status: "pending_validation", validation_records: records, validation_errors: ["CAA"] },
  };

  it("contains the statuses, the errors and the records", () => {
    expect(toState(pending, {})).toEqual({
      hostnameId: wire.id,
      status: "pending",
      sslStatus: "pending_validation",
      verificationErrors: ["no CNAME"],
      validationErrors: ["CAA"],
      validationRecords: [{ txtName: "n", txtValue: "v" }],
      ownershipVerification: { type: "txt", name: "n", value: "v" },
      ownershipVerificationHttp: { httpUrl: "u", httpBody: "b" },
      createdAt: "2026-01-01T00:00:00Z",
    });
  });

  it("keeps values that Cloudflare blanks, and drops errors that are over", () => {
    const known = toState(pending, {});

    expect(toState({ ...wire, status: "active", ssl: { status: "active" } }, known)).toEqual({
      ...known,
      status: "active",
      sslStatus: "active",
      verificationErrors: [],
      validationErrors: [],
    });
  });
});

describe("retainedState", () => {
  it("drops the records of a replaced certificate, and keeps them through any other change", () => {
    const olds = {
      ...observe(zoneId, wire, {}).state,
      ...inputs({ ssl: http }),
      validationRecords: [{ txtName: "n" }],
    };

    expect(retainedState(olds, inputs({ ssl: { method: "txt", type: "dv" } })).validationRecords).toEqual([]);
    expect(retainedState(olds, inputs()).validationRecords).toEqual([]);
    expect(retainedState(olds, inputs({ ssl: { ...http, settings: { http2: "on" } } })).validationRecords).toHaveLength(
      1,
    );
    expect(retainedState(olds, inputs({ ssl: http, customMetadata: {} })).validationRecords).toHaveLength(1);
  });
});

describe("toPatchBody", () => {
  const current = { ...wire, ssl: { status: "active", method: "http" } };

  it("is empty if nothing changed, or the change is already made", () => {
    expect(toPatchBody(inputs({ ssl: http }), inputs({ ssl: http }), current)).toBeUndefined();
    expect(toPatchBody(inputs(), { ...inputs(), waitFor: "active", adopt: true }, current)).toBeUndefined();
    expect(
      toPatchBody(inputs(), inputs({ customMetadata: { a: 1 } }), { ...current, custom_metadata: { a: 1 } }),
    ).toBeUndefined();
    expect(toPatchBody(inputs({ ssl: http }), inputs(), wire)).toBeUndefined();
  });

  it("contains no ssl for a change of metadata or origin", () => {
    const news = inputs({ ssl: http, customMetadata: { a: 1 }, customOriginServer: "eu.a.com" });

    expect(toPatchBody(inputs({ ssl: http }), news, current)).toEqual({
      custom_metadata: { a: 1 },
      custom_origin_server: "eu.a.com",
    });
  });

  it('removes values with {}, null or the text "null", as Cloudflare requires for each', () => {
    const olds = inputs({ ssl: http, customMetadata: { a: 1 }, customOriginServer: "e.com", customOriginSni: "s.com" });
    const there = {
      ...current,
      custom_metadata: { a: 1 },
      custom_origin_server: "e.com",
      custom_origin_sni: "s.com",
    };

    expect(toPatchBody(olds, inputs(), there)).toEqual({
      ssl: "null",
      custom_metadata: {},
      custom_origin_server: null,
      custom_origin_sni: null,
    });
  });

  it("restarts an abandoned hostname with its current certificate", () => {
    const same = inputs({ ssl: http });
    const moved = { ...current, status: "moved", ssl: { method: "http", settings: { http2: "on" } } };

    expect(toPatchBody(same, same, moved)).toEqual({ ssl: { ...http, settings: { http2: "on" } } });
    expect(toPatchBody(inputs(), inputs(), moved)).toEqual({ ssl: { ...http, settings: { http2: "on" } } });
    expect(toPatchBody(inputs(), inputs(), { ...wire, status: "deleted" })).toEqual({});
  });
});

describe("ignoredFields", () => {
  it("is empty when the answer shows the change, or cannot show it", () => {
    const news = inputs({ ssl: { method: "txt", type: "dv" } });
    const body = { ssl: { method: "txt", type: "dv" }, custom_origin_server: null };

    expect(ignoredFields(body, news, { ...wire, ssl: { method: "txt" } })).toEqual({});
    expect(ignoredFields(body, news, { ...wire, ssl: { status: "pending_deployment" } })).toEqual({});
    expect(ignoredFields({ ssl: "null", custom_metadata: {} }, news, wire)).toEqual({});
  });

  it("contains the current values in place of those sent", () => {
    const news = inputs({ ssl: { method: "txt", type: "dv", wildcard: true }, customOriginServer: "new.a.com" });
    const body = { ssl: { method: "txt" }, custom_origin_server: "new.a.com", custom_origin_sni: null };
    const answer = { ...wire, ssl: { method: "http" }, custom_origin_sni: "old.a.com" };

    expect(ignoredFields(body, news, answer)).toEqual({
      ssl: { method: "http", type: "dv", wildcard: true },
      customOriginServer: undefined,
      customOriginSni: "old.a.com",
    });
  });
});
