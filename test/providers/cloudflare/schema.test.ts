import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CustomHostname, FallbackOrigin } from "../../../providers/cloudflare/schema.ts";

const wire = { id: "0d89c70d", hostname: "shop.acme-shoes.com", status: "pending" };
const informative = [
  "created_at",
  "verification_errors",
  "ownership_verification",
  "ownership_verification_http",
  "status",
];
const informativeOfSsl = ["id", "status", "validation_errors", "validation_records", "certificates"];

describe("a custom hostname", () => {
  it("can be read with any value in a field that is only informative", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...informative),
        fc.constantFrom(...informativeOfSsl),
        fc.json(),
        (own, ofSsl, text) => {
          const odd: unknown = JSON.parse(text);
          const ssl = { method: "txt", type: "dv", [ofSsl]: odd };

          expect(CustomHostname.parse({ ...wire, [own]: odd, ssl })).toMatchObject({
            id: wire.id,
            ssl: { method: "txt" },
          });
        },
      ),
    );
  });

  it("keeps readable fields when others are unreadable", () => {
    const ssl = {
      validation_errors: [{}, { message: "CAA records block issuance" }, "plain", 7],
      validation_records: [7, { txt_name: "_acme-challenge.shop", txt_value: 5, emails: ["a@b.c", 5] }],
    };

    expect(
      CustomHostname.parse({ ...wire, verification_errors: [{ message: "no CNAME" }, "text", null], ssl }),
    ).toEqual({
      ...wire,
      verification_errors: ["no CNAME", "text"],
      ssl: {
        validation_errors: ["CAA records block issuance", "plain"],
        validation_records: [{ txt_name: "_acme-challenge.shop", emails: ["a@b.c"] }],
      },
    });
  });

  it.each([
    { id: 7 },
    { hostname: "" },
    { custom_metadata: "text" },
    { custom_origin_server: 7 },
    { ssl: "on" },
    { ssl: { method: 7 } },
    { ssl: { settings: "all" } },
  ])("is refused if the provider would use %o", (odd) => {
    expect(CustomHostname.safeParse({ ...wire, ...odd }).success).toBe(false);
  });
});

describe("a fallback origin", () => {
  it.each([{}, { status: null }, { status: 7, errors: [{}] }])("can be read with %o", (odd) => {
    expect(FallbackOrigin.parse({ origin: "origin.saasprovider.com", ...odd }).origin).toBe("origin.saasprovider.com");
  });

  it("is refused without its origin", () => {
    expect(FallbackOrigin.safeParse({ status: "active" }).success).toBe(false);
  });
});
