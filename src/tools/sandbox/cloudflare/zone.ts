import { CloudflareError } from "./envelope.ts";
import { OrderedIndex } from "./ordered-index.ts";
import type { Entitlements } from "./seed.ts";
import type { SslOrder } from "./ssl-order.ts";

export interface DnsRecord {
  readonly id: string;
  readonly sequence: number;
  type: "A" | "AAAA" | "CNAME" | "TXT";
  name: string;
  content: string;
  proxied: boolean;
  ttl: number;
  comment: string | null;
  tags: string[];
  readonly createdAtMs: number;
  modifiedAtMs: number;
  commentModifiedAtMs?: number;
}

export interface CustomHostname {
  readonly id: string;
  readonly sequence: number;
  readonly hostname: string;
  readonly createdAtMs: number;
  readonly ownershipToken: string;
  customMetadata?: Record<string, unknown> | undefined;
  customOriginServer?: string | undefined;
  customOriginSni?: string | undefined;
  ssl?: SslOrder | undefined;
  /** When the current backoff schedule began. */
  verificationStartedAtMs: number;
  verifiedAtMs?: number | undefined;
  /** Whether it was verified by CNAME, so that the CNAME's removal is noticed. */
  isRouted: boolean;
  leftAtMs?: number | undefined;
  /** A status set from outside; it stays until a PATCH restarts the hostname's verification. */
  forced?: { readonly status: string; readonly errors: readonly string[] } | undefined;
  /** How many times a PATCH restarted the validation. A provider without changes must leave this at 0. */
  revalidations: number;
}

export interface FallbackOrigin {
  origin: string;
  readonly createdAtMs: number;
  updatedAtMs: number;
  startedAtMs: number;
  /** Set once it was active: later DNS changes are reported as errors but do not make it inactive. */
  activeAtMs?: number | undefined;
  deletedAtMs?: number | undefined;
}

/** The emulated account's id. */
export const accountId = "5a4dba00000000000000000000000001";

/** A zone of the account with all its objects. */
export class Zone {
  readonly id: string;
  readonly name: string;
  readonly entitlements: Entitlements;
  readonly records = new OrderedIndex<DnsRecord>();
  readonly hostnames = new OrderedIndex<CustomHostname>();
  readonly hostnamesByName = new Map<string, CustomHostname>();
  readonly #recordsByName = new Map<string, Set<DnsRecord>>();
  fallbackOrigin: FallbackOrigin | undefined;

  constructor(id: string, name: string, entitlements: Entitlements) {
    this.id = id;
    this.name = name;
    this.entitlements = entitlements;
  }

  recordsNamed(name: string): DnsRecord[] {
    return [...(this.#recordsByName.get(name.toLowerCase()) ?? [])];
  }

  /** Address records for a name: its own, otherwise those of the closest wildcard above it. */
  addressRecordsFor(name: string): DnsRecord[] {
    const labels = name.toLowerCase().split(".");
    const wildcards = labels.slice(1).map((_, index) => ["*", ...labels.slice(index + 1)].join("."));
    for (const candidate of [name, ...wildcards]) {
      const found = this.recordsNamed(candidate).filter((record) => record.type !== "TXT");
      if (found.length > 0) {
        return found;
      }
    }
    return [];
  }

  addRecord(record: DnsRecord): void {
    this.records.add(record);
    this.indexRecord(record);
  }

  removeRecord(record: DnsRecord): void {
    this.records.remove(record);
    this.unindexRecord(record);
  }

  indexRecord(record: DnsRecord): void {
    const named = this.#recordsByName.get(record.name) ?? new Set();
    this.#recordsByName.set(record.name, named.add(record));
  }

  unindexRecord(record: DnsRecord): void {
    this.#recordsByName.get(record.name)?.delete(record);
  }

  addHostname(hostname: CustomHostname): void {
    this.hostnames.add(hostname);
    this.hostnamesByName.set(hostname.hostname, hostname);
  }

  removeHostname(hostname: CustomHostname): void {
    this.hostnames.remove(hostname);
    this.hostnamesByName.delete(hostname.hostname);
  }
}

/** The zones of the account, by id. */
export type Zones = ReadonlyMap<string, Zone>;

export function getZone(zones: Zones, id: string): Zone {
  const zone = zones.get(id);
  if (zone !== undefined) {
    return zone;
  }
  throw new CloudflareError(404, 7003, `Could not route to /zones/${id}, perhaps your object identifier is invalid?`);
}
