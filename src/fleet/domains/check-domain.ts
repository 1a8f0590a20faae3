import { domainToUnicode } from "node:url";
import { LRUCache } from "lru-cache";
import { diagnose } from "./diagnose.ts";
import { isRight } from "./diagnose-records.ts";
import { findDnsProvider } from "./dns-providers.ts";
import type { DomainFinding } from "./finding.ts";
import { type DnsServers, Lookups } from "./lookups.ts";
import { type Answers, type ObservedRecord, observeDomain } from "./observe-domain.ts";
import type { WantedDomain, WantedRecord } from "./wanted-domain.ts";

/** right, wrong and missing: by the zone's own name servers. unknown: nobody answers. */
export type RecordState = "right" | "wrong" | "missing" | "unknown";

/** A wanted record beside what is there. */
export interface CheckedRecord extends WantedRecord {
  readonly state: RecordState;
  readonly live: readonly string[];
  /** Seconds that resolvers keep what is there; null if there is nothing. */
  readonly ttlSeconds: number | null;
  /** What each resolver has, by its address. */
  readonly resolvers: Readonly<Record<string, { readonly state: RecordState; readonly live: readonly string[] }>>;
}

/** The result of a check. */
export interface DomainReport {
  readonly hostname: string;
  /** The name as people write it, where that differs. */
  readonly unicode?: string;
  readonly checkedAt: string;
  /** The most urgent finding. */
  readonly verdict: DomainFinding;
  readonly findings: readonly DomainFinding[];
  readonly records: readonly CheckedRecord[];
  /** The DNS zone; null if none was found. */
  readonly zone: {
    readonly name: string;
    readonly nameservers: readonly string[];
    readonly provider: string | null;
  } | null;
}

interface CheckOptions {
  readonly servers: DnsServers;
  now(): Date;
}

/** A page that refreshes itself gets a new report, and many readers at once get the same one. */
const reports = new LRUCache<string, Promise<DomainReport>>({ max: 1_000, ttl: 10_000 });

/** Checks a domain's DNS records. Reports of the last ten seconds are used again. */
export function checkDomain(wanted: WantedDomain, options: CheckOptions): Promise<DomainReport> {
  const key = JSON.stringify([wanted, options.servers]);
  const report = reports.get(key) ?? checkNow(wanted, options);
  reports.set(key, report);
  report.catch(() => reports.delete(key));
  return report;
}

async function checkNow(wanted: WantedDomain, { servers, now }: CheckOptions): Promise<DomainReport> {
  const observation = await observeDomain(new Lookups(servers), wanted);
  const findings = diagnose(wanted, observation);
  const { search } = observation;
  const unicode = domainToUnicode(wanted.hostname);
  const pending: DomainFinding = {
    ...{ code: "waiting-for-cloudflare", kind: "waiting", actor: "Cloudflare" },
    text: `The records of ${wanted.hostname} are right.`,
  };
  return {
    hostname: wanted.hostname,
    ...(unicode !== wanted.hostname && unicode !== "" && { unicode }),
    checkedAt: now().toISOString(),
    verdict: findings[0] ?? pending,
    findings,
    records: observation.records.map((record) => toChecked(record, findings, observation.addresses)),
    zone:
      search.kind === "found"
        ? {
            name: search.zone.name,
            nameservers: search.zone.nameservers,
            provider: findDnsProvider(search.zone.nameservers)?.name ?? null,
          }
        : null,
  };
}

function toChecked(
  { wanted, live, resolvers }: ObservedRecord,
  findings: readonly DomainFinding[],
  addresses: readonly string[],
): CheckedRecord {
  const [first] = live.records;
  const seen = Object.entries(resolvers).map(([address, answers]) => [address, toState(wanted, answers)] as const);
  // The target's own addresses lead there too, as a flattened apex does.
  const isFlattened = wanted.purpose === "route" && first === undefined && addresses.length > 0;
  const state =
    isFlattened && findings.every(({ kind }) => kind !== "wrong")
      ? { state: "right" as const, live: addresses }
      : toState(wanted, live);
  return { ...wanted, ...state, ttlSeconds: first?.ttl ?? null, resolvers: Object.fromEntries(seen) };
}

function toState(wanted: WantedRecord, live: Answers): { state: RecordState; live: string[] } {
  const values = live.records.map(({ value }) => value);
  if (live.code !== "NOERROR" && live.code !== "NXDOMAIN") {
    return { state: "unknown", live: values };
  }
  if (isRight({ wanted, live })) {
    return { state: "right", live: values };
  }
  return { state: values.length === 0 ? "missing" : "wrong", live: values };
}
