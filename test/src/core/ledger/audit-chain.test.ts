import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AuditEntry,
  type AuditRecord,
  emptyHead,
  seal,
  verifyChain,
} from "../../../../src/core/ledger/audit-chain.ts";

const record = fc.record<AuditRecord>({
  at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2200-01-01") }),
  actor: fc.string(),
  action: fc.string(),
  tenantId: fc.option(fc.string()),
  detail: fc.dictionary(fc.string(), fc.jsonValue()),
});
const chain = fc.array(record, { minLength: 1, maxLength: 8 }).map(chainOf);
const chainAndPlace = chain.chain((entries) => fc.tuple(fc.constant(entries), fc.nat(entries.length - 1)));

describe("an untouched chain", () => {
  it("is intact, and its head is the last entry's", async () => {
    await fc.assert(
      fc.asyncProperty(chain, async (entries) => {
        const { seq, hash } = entries.at(-1) ?? emptyHead;

        expect(await verifyChain(entries)).toEqual({ isIntact: true, head: { seq, hash } });
      }),
    );
  });

  it("contains the head that was recorded at any earlier time", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, async ([entries, at]) => {
        expect(await verifyChain(entries, entries[at]?.hash)).toMatchObject({ isIntact: true });
      }),
    );
  });

  it("is intact if it is empty, even compared with the recorded head of an empty chain", async () => {
    expect(await verifyChain([], emptyHead.hash)).toEqual({ isIntact: true, head: emptyHead });
  });
});

describe("a manipulated chain", () => {
  const changes = fc.constantFrom<Partial<AuditEntry>>(
    { at: new Date("2300-01-01") },
    { actor: "somebody else 1" },
    { action: "something else 1" },
    { tenantId: "another tenant 1" },
    { detail: { another: "detail 1", [Math.PI]: 1 } },
    { hash: "f".repeat(64) },
    { previousHash: "f".repeat(64) },
  );

  it("is broken at the entry with a changed field", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, changes, async ([entries, at], change) => {
        const touched = entries.with(at, { ...entry(entries, at), ...change });

        expect(await verifyChain(touched)).toMatchObject({ isIntact: false, seq: at + 1 });
      }),
    );
  });

  it("is broken at the place of a removed entry", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, async ([entries, at]) => {
        fc.pre(at < entries.length - 1);

        expect(await verifyChain(entries.toSpliced(at, 1))).toMatchObject({
          isIntact: false,
          seq: at + 1,
          what: `it is missing: entry ${at + 2} follows entry ${at}`,
        });
      }),
    );
  });

  it("is broken at an entry that was changed and rehashed, or at the next one", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, async ([entries, at]) => {
        fc.pre(at < entries.length - 1);
        const forged = seal(
          { ...entry(entries, at), actor: "forger 1" },
          at === 0 ? emptyHead : entry(entries, at - 1),
        );

        expect(await verifyChain(entries.with(at, forged))).toMatchObject({ isIntact: false, seq: at + 2 });
      }),
    );
  });

  it("reveals, by a recorded head, that its end was removed or that it was rewritten", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, async ([entries, at]) => {
        const noted = entries.at(-1)?.hash;
        const rewritten = chainOf(entries.map((old) => ({ ...old, actor: "forger 1" })));

        expect(await verifyChain(entries.slice(0, at), noted)).toMatchObject({ isIntact: false, seq: at + 1 });
        expect(await verifyChain(rewritten, noted)).toMatchObject({ isIntact: false });
      }),
    );
  });
});

function chainOf(records: readonly AuditRecord[]): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (const one of records) {
    entries.push(seal(one, entries.at(-1) ?? emptyHead));
  }
  return entries;
}

function entry(entries: readonly AuditEntry[], at: number): AuditEntry {
  const found = entries[at];
  if (found === undefined) {
    throw new RangeError(`no entry ${at}`);
  }
  return found;
}
