import { getDomain } from "tldts";
import type { DnsServer } from "../../core/config/dns-server.ts";
import type { Lookups } from "./lookups.ts";
import { isPublicAddress } from "./public-address.ts";

/** The zone that holds a hostname's records. */
export interface Zone {
  /** Name of the zone, such as example.com. */
  readonly name: string;
  /** Names of its name servers. */
  readonly nameservers: readonly string[];
  /** The servers to ask. */
  readonly servers: readonly DnsServer[];
}

/**
 * found: the zone exists. unregistered: nobody has registered the domain, or it has expired. failing: resolvers get no
 * answer from its name servers. bogus: they get one, but its DNSSEC signatures do not match. unknown: no resolver
 * answers.
 */
export type ZoneSearch =
  | { readonly kind: "found"; readonly zone: Zone }
  | { readonly kind: "unregistered" | "failing" | "bogus" | "unknown"; readonly domain: string };

const serversMax = 2;

/** Finds the zone of a hostname, and its name servers. */
export async function findZone(lookups: Lookups, hostname: string): Promise<ZoneSearch> {
  const domain = getDomain(hostname, { allowPrivateDomains: false, validateHostname: false }) ?? hostname;
  // From the hostname upwards: at a CNAME record, a resolver answers about the zone that it leads to.
  for (let name = hostname; isWithin(name, domain); name = name.slice(name.indexOf(".") + 1)) {
    const soa = await lookups.resolve({ name, type: "SOA" });
    if (soa.code !== "NOERROR" && soa.code !== "NXDOMAIN") {
      return { kind: await explainFailure(lookups, name, soa.code), domain };
    }
    // The SOA record is an answer at the zone's own name, and in the authority section below it.
    const owner = [...soa.answers, ...soa.authorities].find((each) => each.type === "SOA" && isWithin(name, each.name));
    if (owner !== undefined && isWithin(owner.name, domain)) {
      return { kind: "found", zone: await readZone(lookups, owner.name) };
    }
  }
  return { kind: "unregistered", domain };
}

async function explainFailure(lookups: Lookups, hostname: string, code: string) {
  if (code !== "SERVFAIL") {
    return "unknown" as const;
  }
  const unchecked = await lookups.resolve({ name: hostname, type: "SOA", isUnchecked: true });
  return unchecked.code === "NOERROR" || unchecked.code === "NXDOMAIN" ? ("bogus" as const) : ("failing" as const);
}

async function readZone(lookups: Lookups, name: string): Promise<Zone> {
  const { answers } = await lookups.resolve({ name, type: "NS" });
  const nameservers = [...new Set(answers.filter(({ type }) => type === "NS").map(({ value }) => value))].sort();
  if (lookups.servers.nameservers.length > 0) {
    return { name, nameservers, servers: lookups.servers.nameservers };
  }
  const found = await Promise.all(nameservers.slice(0, serversMax).map((server) => addressOf(lookups, server)));
  return { name, nameservers, servers: found.filter((server) => server !== undefined) };
}

async function addressOf(lookups: Lookups, name: string): Promise<DnsServer | undefined> {
  const { answers } = await lookups.resolve({ name, type: "A" });
  // A domain's owner could name an address of this network as a name server.
  const address = answers.find(({ type, value }) => type === "A" && isPublicAddress(value))?.value;
  return address === undefined ? undefined : { address, port: 53 };
}

/** Whether a name is the zone's name or below it. */
export function isWithin(name: string, zone: string): boolean {
  return zone !== "" && (name === zone || name.endsWith(`.${zone}`));
}
