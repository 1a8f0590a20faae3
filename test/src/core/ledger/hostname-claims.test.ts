import fc from "fast-check";
import { expect, it } from "vitest";
import { HostnameClaims, HostnameTakenError } from "../../../../src/core/ledger/hostname-claims.ts";

const hostnames = fc.uniqueArray(fc.constantFrom("a.example", "b.example", "c.example", "d.example"));
const tenantIds = ["one", "two", "three"];
const moves = fc.array(fc.record({ tenantId: fc.constantFrom(...tenantIds), wanted: hostnames }), { maxLength: 20 });

it("never gives a hostname to two tenants, and claims all or none of a tenant's hostnames", () => {
  fc.assert(
    fc.property(moves, (all) => {
      const claims = new HostnameClaims(new Map());
      const held = new Map<string, readonly string[]>();
      for (const { tenantId, wanted } of all) {
        const before = held.get(tenantId) ?? [];
        const others = [...held].flatMap(([id, names]) => (id === tenantId ? [] : names));
        if (wanted.some((hostname) => others.includes(hostname))) {
          expect(() => claims.replace(tenantId, before, wanted)).toThrow(HostnameTakenError);
        } else {
          claims.replace(tenantId, before, wanted);
          held.set(tenantId, wanted);
        }
      }

      const owners = [...held].flatMap(([id, names]) => names.map((name) => [name, id] as const));
      for (const [hostname, owner] of owners) {
        expect(claims.claimantOf(hostname)).toBe(owner);
      }
      expect(claims.touched().filter(({ tenantId }) => tenantId !== undefined)).toHaveLength(owners.length);
    }),
  );
});

it("a hostname stays with the tenant that already has it", () => {
  const claims = new HostnameClaims(new Map([["a.example", "one"]]));

  expect(() => claims.replace("two", [], ["b.example", "a.example"])).toThrow("a.example belongs to another tenant");
  expect(claims.touched()).toEqual([]);
});
