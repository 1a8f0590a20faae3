import { type DnsServer, dnsServerText } from "../../core/config/dns-server.ts";
import type { DnsRecord, DnsType } from "./ask-server.ts";
import { findZone, isWithin, type Zone, type ZoneSearch } from "./find-zone.ts";
import type { Lookup, Lookups } from "./lookups.ts";
import { isPublicAddress } from "./public-address.ts";
import { recordName, type WantedDomain, type WantedRecord } from "./wanted-domain.ts";

/** The records of one name and type, as servers answer. */
export interface Answers {
  readonly code: string;
  readonly records: readonly DnsRecord[];
}

/** One wanted record and what is found in its place. */
export interface ObservedRecord {
  readonly wanted: WantedRecord;
  /** By the zone's own name servers, or by the first resolver if these cannot be asked. */
  readonly live: Answers;
  /** By each resolver, by its address. */
  readonly resolvers: Readonly<Record<string, Answers>>;
  /** Whether the record stands below the zone's name once more, such as app.example.com.example.com. */
  readonly isDoubled: boolean;
}

/** The CAA records that decide for a name (RFC 8659), and their name: an ancestor, or where a CNAME record leads. */
export interface CaaRecords {
  readonly at: string;
  readonly values: readonly string[];
}

/** Everything about a domain that was looked up. */
export interface DomainObservation {
  readonly search: ZoneSearch;
  /** False if none of the zone's name servers answers for it. */
  readonly hasOwnAnswers: boolean;
  readonly records: readonly ObservedRecord[];
  /** Addresses of the hostname, where no CNAME record leads on. */
  readonly addresses: readonly string[];
  /** Whether an address beside a CNAME record, or instead of it, belongs to a private network. */
  readonly hasPrivateAddress: boolean;
  /** Addresses of the CNAME target. */
  readonly targetAddresses: readonly string[];
  readonly caa: CaaRecords | undefined;
  /** Where _acme-challenge of the hostname leads, if it is a CNAME record. */
  readonly challengeTarget: string | undefined;
}

const caaStepsMax = 12;

/** Looks up a domain at the zone's name servers and at each resolver. */
export async function observeDomain(lookups: Lookups, wanted: WantedDomain): Promise<DomainObservation> {
  const search = await findZone(lookups, wanted.hostname);
  const zone = search.kind === "found" ? search.zone : undefined;
  const servers = zone === undefined ? [] : await answeringServers(lookups, zone);
  const ask = new OwnAnswers(lookups, servers);
  const [records, own, target, caa, challenge] = await Promise.all([
    Promise.all(wanted.records.map((record) => observeRecord(ask, record, zone))),
    addressesOf(ask, wanted.hostname),
    targetAddresses(lookups, wanted.cnameTarget),
    findCaa(ask, withoutWildcard(wanted.hostname)),
    ask.own(`_acme-challenge.${withoutWildcard(wanted.hostname)}`, "CNAME"),
  ]);
  return {
    search,
    hasOwnAnswers: servers.length > 0,
    records,
    addresses: own.filter(isPublicAddress),
    hasPrivateAddress: own.some((address) => !isPublicAddress(address)),
    targetAddresses: target,
    caa,
    challengeTarget: challenge.records[0]?.value,
  };
}

/** The zone's servers that answer for it. Others were delegated to and do not know the zone. */
async function answeringServers(lookups: Lookups, { name, servers }: Zone): Promise<DnsServer[]> {
  const replies = await Promise.all(servers.map((server) => lookups.ask(server, { name, type: "SOA" })));
  return replies
    .filter(({ code, isAuthoritative }) => code === "NOERROR" && isAuthoritative)
    .map(({ server }) => server);
}

/** Answers of the zone's name servers, or of the first resolver where these cannot be asked. */
class OwnAnswers {
  readonly lookups: Lookups;
  readonly #servers: readonly DnsServer[];

  constructor(lookups: Lookups, servers: readonly DnsServer[]) {
    this.lookups = lookups;
    this.#servers = servers;
  }

  async own(name: string, type: DnsType): Promise<Answers> {
    for (const server of this.#servers) {
      const reply = await this.lookups.ask(server, { name, type });
      if (reply.code === "NOERROR" || reply.code === "NXDOMAIN") {
        return toAnswers(reply, name, type);
      }
    }
    return toAnswers(await this.fromResolver(name, type), name, type);
  }

  async fromResolver(name: string, type: DnsType): Promise<Lookup> {
    const [first] = this.lookups.servers.resolvers;
    return first === undefined ? this.lookups.resolve({ name, type }) : this.lookups.ask(first, { name, type });
  }
}

/** The records at the name itself: of a chain of CNAME records only the first. */
function toAnswers({ code, answers }: Lookup, name: string, type: DnsType): Answers {
  return { code, records: answers.filter((record) => record.name === name && record.type === type) };
}

async function observeRecord(ask: OwnAnswers, wanted: WantedRecord, zone: Zone | undefined): Promise<ObservedRecord> {
  const name = recordName(wanted);
  const { resolvers } = ask.lookups.servers;
  const [live, ...seen] = await Promise.all([
    ask.own(name, wanted.type),
    ...resolvers.map((server) => ask.lookups.ask(server, { name, type: wanted.type })),
  ]);
  const isDoubled =
    live.records.length === 0 && zone !== undefined && isWithin(name, zone.name)
      ? (await ask.own(`${name}.${zone.name}`, wanted.type)).records.length > 0
      : false;
  return {
    wanted,
    live,
    resolvers: Object.fromEntries(
      seen.map((reply) => [dnsServerText(reply.server), toAnswers(reply, name, wanted.type)]),
    ),
    isDoubled,
  };
}

/** A certificate for *.example.com is proved and restricted at example.com. */
function withoutWildcard(hostname: string): string {
  return hostname.replace(/^\*\./, "");
}

async function addressesOf(ask: OwnAnswers, hostname: string): Promise<string[]> {
  const found = await Promise.all([ask.own(hostname, "A"), ask.own(hostname, "AAAA")]);
  return found.flatMap(({ records }) => records.map(({ value }) => value));
}

async function targetAddresses(lookups: Lookups, target: string): Promise<string[]> {
  const found = await Promise.all([
    lookups.resolve({ name: target, type: "A" }),
    lookups.resolve({ name: target, type: "AAAA" }),
  ]);
  return found.flatMap(({ answers }) =>
    answers.filter(({ type }) => type === "A" || type === "AAAA").map(({ value }) => value),
  );
}

/**
 * The CAA records of the closest name that has any, from the hostname upwards (RFC 8659, section 3). A resolver
 * follows CNAME records at each name, as certificate authorities do.
 */
async function findCaa(ask: OwnAnswers, hostname: string): Promise<CaaRecords | undefined> {
  const labels = hostname.split(".");
  for (let step = 0; step < Math.min(labels.length, caaStepsMax); step += 1) {
    const at = labels.slice(step).join(".");
    const { answers } = await ask.fromResolver(at, "CAA");
    const records = answers.filter(({ type }) => type === "CAA");
    if (records[0] !== undefined) {
      return { at: records[0].name, values: records.map(({ value }) => value) };
    }
  }
  return undefined;
}
