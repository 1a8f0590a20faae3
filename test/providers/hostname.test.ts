import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CustomerHostname, Hostname, hostnameFault, isWithinDomain } from "../../providers/hostname.ts";

describe("hostname", () => {
  test.each([
    ["localhost", /must be a hostname such as/],
    ["a..b.com", /must be a hostname such as/],
    ["-a.b.com", /must be a hostname such as/],
    ["a.b.com.", /must be a hostname such as/],
    ["a b.com", /without spaces/],
    ["bücher.de", /xn--/],
    ["192.168.0.1", /not an IP address/],
    ["::1", /not an IP address/],
    ["*.b.com", /must be a hostname such as/],
    [`${"a".repeat(64)}.com`, /must be a hostname such as/],
    [`${"a.".repeat(128)}com`, /at most 255/],
  ])("%j is refused with the rule it breaks", (value, rule) => {
    expect(hostnameFault(value)).toMatch(rule);
    expect(Hostname.safeParse(value).success).toBe(false);
  });

  test("is converted to lower case, and the result is accepted unchanged", () => {
    const label = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,20}[A-Za-z0-9])?$/);

    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), (labels) => {
        const name = `${labels.join(".")}.com`;
        const parsed = Hostname.parse(name);

        expect(parsed).toBe(name.toLowerCase());
        expect(Hostname.parse(parsed)).toBe(parsed);
      }),
    );
  });

  test.each(["shop.example.com", "a.test", "x.localhost", "example.org"])("%s cannot be a customer's", (name) => {
    expect(CustomerHostname.safeParse(name).error?.issues[0]?.message).toMatch(/must not lie under the reserved name/);
  });

  test.each(["notexample.com", "shop.acme-shoes.com", "*.acme-shoes.com"])("%s can be a customer's", (name) => {
    expect(CustomerHostname.parse(name)).toBe(name);
  });

  test("is within a domain only by whole labels", () => {
    expect(isWithinDomain("shop.acme.com", "acme.com")).toBe(true);
    expect(isWithinDomain("acme.com", "acme.com")).toBe(true);
    expect(isWithinDomain("notacme.com", "acme.com")).toBe(false);
  });
});
