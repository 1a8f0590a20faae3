import { describe, expect, it } from "vitest";
import { definitionTypeOf, nameOfUrn, toDynamicName, typeOfUrn } from "../../providers/engine-types.ts";

const urn = (type: string) => `urn:pulumi:dev::shop::marketplane:index:Tenant$${type}::acme-shop::eu`;

describe("the engine's names of our resources", () => {
  it("map to the definition under either provider", () => {
    for (const type of ["pulumi-nodejs:apifew:User", "marketplane:apifew:User"]) {
      expect([definitionTypeOf(type), definitionTypeOf(urn(type))]).toEqual(["apifew:User", "apifew:User"]);
    }
  });

  it("are not those of components, providers and other packages", () => {
    const others = [
      "marketplane:index:Tenant",
      "pulumi:providers:marketplane",
      "pulumi:providers:pulumi-nodejs",
      "cloudflare:index/dnsRecord:DnsRecord",
      "pulumi:pulumi:Stack",
    ];
    for (const type of others) {
      expect([definitionTypeOf(type), definitionTypeOf(urn(type))]).toEqual([undefined, undefined]);
      expect([toDynamicName(type), toDynamicName(urn(type))]).toEqual([type, urn(type)]);
    }
  });

  it("have one form for what is stored, which is the same after a move", () => {
    const [dynamic, native] = ["pulumi-nodejs:apifew:User", "marketplane:apifew:User"];
    expect([dynamic, native].map(toDynamicName)).toEqual([dynamic, dynamic]);
    expect([urn(dynamic), urn(native)].map(toDynamicName)).toEqual([urn(dynamic), urn(dynamic)]);
  });

  it("consist of the types of the parents, the type and a name", () => {
    expect(typeOfUrn(urn("marketplane:apifew:User"))).toBe("marketplane:apifew:User");
    expect(nameOfUrn(urn("marketplane:apifew:User"))).toBe("acme-shop::eu");
  });
});
