import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CustomerHostname } from "../../../../../providers/hostname.ts";
import { parseDomain } from "../../../../../src/http/panel/domains/parse-domain.ts";

const ours = ["customers.saasprovider.com"];

describe("a domain as typed", () => {
  it.each([
    ["shop.acme.com", "shop.acme.com"],
    ["  Shop.ACME.com. ", "shop.acme.com"],
    ["https://shop.acme.com/path?query#part", "shop.acme.com"],
    ["shop.acme.co.uk", "shop.acme.co.uk"],
    ["café.fr", "xn--caf-dma.fr"],
    ["www.bücher.de", "www.xn--bcher-kva.de"],
    ["my_shop.acme.com", "my_shop.acme.com"],
  ])("%j is %s", (text, hostname) => {
    expect(parseDomain(text, ours)).toMatchObject({ hostname });
  });

  it.each([
    ["acme.com", true],
    ["café.fr", true],
    ["acme.co.uk", true],
    ["www.acme.co.uk", false],
    ["shop.acme.com", false],
  ])("%j is directly below a public suffix: %j", (text, isApex) => {
    expect(parseDomain(text, ours)).toMatchObject({ isApex });
  });

  it.each([
    ["", "empty"],
    ["   ", "empty"],
    ["https://", "empty"],
    ["acme", "malformed"],
    ["shop acme.com", "malformed"],
    ["shop..acme.com", "malformed"],
    ["-shop.acme.com", "malformed"],
    ["shop.acme.com:8080", "malformed"],
    [`${"a".repeat(64)}.acme.com`, "malformed"],
    ["192.0.2.1", "address"],
    ["0x7f.1", "malformed"],
    ["[2001:db8::1]", "address"],
    ["*.acme.com", "wildcard"],
    ["shop.example.com", "reserved"],
    ["printer.localhost", "reserved"],
    ["co.uk", "suffix"],
    ["customers.saasprovider.com", "ours"],
    ["mine.customers.saasprovider.com", "ours"],
    [`${"a".repeat(60)}.acme-shoes.com`, "long"],
  ])("%j is refused as %s", (text, fault) => {
    expect(parseDomain(text, ours)).toEqual({ fault });
  });

  it("is, once accepted, also accepted by the operators' API, and unchanged if typed again", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain(), fc.webUrl()), (text) => {
        const parsed = parseDomain(text, ours);
        if ("fault" in parsed) {
          return;
        }
        expect(CustomerHostname.parse(parsed.hostname)).toBe(parsed.hostname);
        expect(parseDomain(parsed.hostname, ours)).toEqual(parsed);
      }),
    );
  });
});
