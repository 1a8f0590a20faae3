import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toValidationRecords } from "../../../../providers/cloudflare/custom-hostname/validation-record.ts";

describe("toValidationRecords", () => {
  it("contains every proof by our names, and omits those not returned", () => {
    expect(
      toValidationRecords([
        { txt_name: "_acme-challenge.a", txt_value: "t", status: "pending", http_url: null },
        { http_url: "http://a/.well-known/x", http_body: "b" },
        { cname: "_acme-challenge.a", cname_target: "a.dcv.cloudflare.com" },
        { emails: ["webmaster@a", "admin@a"] },
        { emails: [] },
      ]),
    ).toEqual([
      {},
      { emails: ["admin@a", "webmaster@a"] },
      { cname: "_acme-challenge.a", cnameTarget: "a.dcv.cloudflare.com" },
      { httpUrl: "http://a/.well-known/x", httpBody: "b" },
      { txtName: "_acme-challenge.a", txtValue: "t", status: "pending" },
    ]);
  });

  it("has an order independent of Cloudflare's", () => {
    const record = fc.record({
      txt_name: fc.constantFrom("_acme-challenge.a", "_acme-challenge.b"),
      txt_value: fc.string(),
      emails: fc.array(fc.emailAddress(), { maxLength: 3 }),
    });
    const shuffled = fc
      .uniqueArray(record, { maxLength: 5, selector: ({ txt_name, txt_value }) => `${txt_name} ${txt_value}` })
      .chain((records) => fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })));

    fc.assert(
      fc.property(shuffled, ([records, others]) => {
        expect(toValidationRecords(others)).toEqual(toValidationRecords(records));
      }),
    );
  });
});
