import { describe, expect, it } from "vitest";
import { HostnameDetails } from "../../../../../src/fleet/hostnames/hostname-details.ts";
import { recordsOf } from "../../../../../src/http/panel/domains/dns-records.ts";
import { observed } from "../../../../support/panel.ts";

const target = "customers.saasprovider.com";
const ownershipTxt = { name: "_cf-custom-hostname.shop.acme.co.uk", value: "0e2d5a7f" };
const details = (parts: object) => HostnameDetails.parse(parts);

function records(parts: Parameters<typeof observed>[0] | undefined, hostname = "shop.acme.co.uk") {
  return recordsOf({ hostname, observed: parts && observed(parts), recheck: undefined, isRefused: false }, target);
}

describe("a domain's DNS records", () => {
  it("are only the CNAME before Cloudflare has the domain, with its full name and its name within the zone", () => {
    expect(records(undefined)).toEqual([
      {
        ...{ kind: "CNAME", purpose: "traffic", name: "shop.acme.co.uk", shortName: "shop", value: target },
        ...{ isRequired: true, isDone: false },
      },
    ]);
    expect(records(undefined, "acme.co.uk")[0]?.shortName).toBe("@");
  });

  it("contain the optional records after the required ones", () => {
    const httpUrl = "http://shop.acme.co.uk/.well-known/pki-validation/token.txt";
    const found = records({ details: details({ ownershipTxt, validationRecords: [{ httpUrl, httpBody: "token" }] }) });
    expect(found.map(({ kind, purpose, isRequired }) => [kind, purpose, isRequired])).toEqual([
      ["CNAME", "traffic", true],
      ["URL", "certificate", false],
      ["TXT", "ownership", false],
    ]);
    expect(found[2]).toMatchObject({ ...ownershipTxt, shortName: "_cf-custom-hostname.shop" });
  });

  it("contain every TXT record that the certificate authority requests, and no URL", () => {
    const name = "_acme-challenge.shop.acme.co.uk";
    const validationRecords = ["one", "two"].map((txtValue) => ({
      txtName: name,
      txtValue,
      httpUrl: "http://x",
      httpBody: "x",
    }));
    const certificates = records({ details: details({ validationRecords }) }).filter(
      ({ purpose }) => purpose === "certificate",
    );
    expect(certificates.map(({ kind, value, isRequired }) => [kind, value, isRequired])).toEqual([
      ["TXT", "one", true],
      ["TXT", "two", true],
    ]);
  });

  it("are marked as found, each kind by its own state machine", () => {
    const validationRecords = [{ txtName: "_acme-challenge.shop.acme.co.uk", txtValue: "x" }];
    const found = records({ status: "active", details: details({ ownershipTxt, validationRecords }) });
    expect(found.map(({ purpose, isDone }) => [purpose, isDone])).toEqual([
      ["traffic", true],
      ["certificate", false],
      ["ownership", true],
    ]);
  });
});
