import type { DnsRecord, Zone } from "./zone.ts";

type Query = Record<string, string>;

const matchers: Record<string, (text: string, value: string) => boolean> = {
  "": (text, value) => text === value,
  ".exact": (text, value) => text === value,
  ".contains": (text, value) => text.includes(value),
  ".startswith": (text, value) => text.startsWith(value),
  ".endswith": (text, value) => text.endsWith(value),
};

/** The records that match a list call. An exact name is looked up in the index. */
export function selectRecords(query: Query, zone: Zone): readonly DnsRecord[] {
  const exactName = query.match === "any" ? undefined : (query.name ?? query["name.exact"]);
  const candidates = exactName === undefined ? zone.records.all() : zone.recordsNamed(exactName);
  const tests = testsOf(query);
  if (tests.length === 0) {
    return candidates;
  }
  const isAny = query.match === "any";
  return candidates.filter((record) =>
    isAny ? tests.some((test) => test(record)) : tests.every((test) => test(record)),
  );
}

function testsOf(query: Query): ((record: DnsRecord) => boolean)[] {
  const tests: ((record: DnsRecord) => boolean)[] = [];
  for (const field of ["name", "content", "comment"] as const) {
    for (const [suffix, matches] of Object.entries(matchers)) {
      const value = query[`${field}${suffix}`]?.toLowerCase();
      if (value !== undefined) {
        tests.push((record) => matches((record[field] ?? "").toLowerCase(), value));
      }
    }
  }
  const { type, proxied, search } = query;
  if (type !== undefined) {
    tests.push((record) => record.type === type.toUpperCase());
  }
  if (proxied !== undefined) {
    tests.push((record) => String(record.proxied) === proxied);
  }
  if (search !== undefined) {
    tests.push((record) => [record.name, record.content, record.comment].some((text) => text?.includes(search)));
  }
  return tests;
}
