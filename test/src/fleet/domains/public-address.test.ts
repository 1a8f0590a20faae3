import { describe, expect, test } from "vitest";
import { parseDnsServer } from "../../../../src/core/config/dns-server.ts";
import { isPublicAddress } from "../../../../src/fleet/domains/public-address.ts";

describe("an address of a domain's records", () => {
  test.each([
    "10.0.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.31.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "0.0.0.0",
    "::1",
    "::",
    "fd00::1",
    "fe80::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "not-an-address",
  ])("%s is never asked or shown", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(["1.1.1.1", "104.16.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("a DNS server of the configuration", () => {
  test.each([
    ["1.1.1.1", { address: "1.1.1.1", port: 53 }],
    ["127.0.0.1:5353", { address: "127.0.0.1", port: 5353 }],
    ["2606:4700:4700::1111", { address: "2606:4700:4700::1111", port: 53 }],
    ["[2606:4700:4700::1111]:5353", { address: "2606:4700:4700::1111", port: 5353 }],
  ])("may be %s", (text, server) => {
    expect(parseDnsServer(text)).toEqual(server);
  });

  test.each(["dns.example", "1.1.1", "1.1.1.1:0", "1.1.1.1:65536", "[::1", ""])("may not be %j", (text) => {
    expect(parseDnsServer(text)).toBeUndefined();
  });
});
