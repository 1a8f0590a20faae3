import { isCloudflareAddress } from "./cloudflare-addresses.ts";
import { type DnsProvider, findDnsProvider, formName } from "./dns-providers.ts";
import type { Zone } from "./find-zone.ts";
import type { DomainFinding } from "./finding.ts";
import type { Answers, DomainObservation, ObservedRecord } from "./observe-domain.ts";
import { recordName, type WantedDomain } from "./wanted-domain.ts";

/** How the records of a domain are named to its owner. */
interface Place {
  readonly zone: Zone;
  readonly provider: DnsProvider | undefined;
}

/** What is wrong with the records of a domain. */
export function recordFindings(wanted: WantedDomain, observation: DomainObservation): DomainFinding[] {
  const { search } = observation;
  if (search.kind !== "found") {
    return [];
  }
  const place: Place = { zone: search.zone, provider: findDnsProvider(search.zone.nameservers) };
  return observation.records.flatMap((record) => {
    const found =
      record.wanted.purpose === "route"
        ? routeFinding(record, { wanted, observation, place })
        : record.wanted.type === "TXT"
          ? txtFinding(record, observation, place)
          : proofCnameFinding(record, place);
    return found === undefined ? spreading(record) : [found];
  });
}

/** Whether the record is right where it is kept. */
export function isRight({ wanted, live }: Pick<ObservedRecord, "wanted" | "live">): boolean {
  const values = live.records.map(({ value }) => value);
  return wanted.type === "CNAME"
    ? values.length === 1 && sameName(values[0], wanted.value)
    : values.includes(wanted.value);
}

interface Route {
  readonly wanted: WantedDomain;
  readonly observation: DomainObservation;
  readonly place: Place;
}

function routeFinding(record: ObservedRecord, route: Route): DomainFinding | undefined {
  const { wanted, observation, place } = route;
  const { hostname, cnameTarget } = wanted;
  const values = record.live.records.map(({ value }) => value);
  const customer = { kind: "wrong", actor: "customer" } as const;
  const after = waitAfter(record);
  if (values.length > 1) {
    const text = `${hostname} has several CNAME records: ${values.join(", ")}.`;
    return {
      code: "cname-several",
      ...customer,
      text,
      fix: `Keep only the one to ${cnameTarget}${at(place)}.`,
      ...after,
    };
  }
  const [value] = values;
  if (value !== undefined && sameName(value, `${cnameTarget}.${place.zone.name}`)) {
    return {
      ...{ code: "cname-target-doubled", ...customer, ...after },
      text: `The CNAME record of ${hostname} points to ${value}: the DNS provider added the zone's name.`,
      fix: `Enter the value with a dot at its end${at(place)}: ${cnameTarget}.`,
    };
  }
  if (value !== undefined && !sameName(value, cnameTarget)) {
    return {
      ...{ code: "cname-wrong", ...customer, ...after },
      text: `The CNAME record of ${hostname} points to ${value}.`,
      fix: `Change it to ${cnameTarget}${at(place)}.`,
    };
  }
  if (value !== undefined) {
    return besideCname(wanted, observation, place);
  }
  return withoutCname(record, route);
}

/** A server can keep addresses beside a CNAME record, against RFC 1034. Then some visitors get these. */
function besideCname(
  { hostname }: WantedDomain,
  { addresses, hasPrivateAddress }: DomainObservation,
  place: Place,
): DomainFinding | undefined {
  if (addresses.length === 0 && !hasPrivateAddress) {
    return undefined;
  }
  return {
    ...{ code: "addresses-beside-cname", kind: "wrong", actor: "customer" },
    text: `${hostname} has A or AAAA records beside its CNAME record${listed(addresses)}.`,
    fix: `Remove the A and AAAA records of ${hostname}${at(place)}.`,
  };
}

function withoutCname(record: ObservedRecord, { wanted, observation, place }: Route): DomainFinding | undefined {
  const { hostname, cnameTarget } = wanted;
  const { addresses, targetAddresses, hasPrivateAddress } = observation;
  const customer = { kind: "wrong", actor: "customer" } as const;
  const isApex = hostname === place.zone.name;
  const after = waitAfter(record);
  if (record.isDoubled) {
    return {
      ...{ code: "cname-name-doubled", ...customer, ...after },
      text: `The CNAME record stands at ${hostname}.${place.zone.name}: the DNS provider added the zone's name.`,
      fix: `Change its name to ${nameText(hostname, place)}${at(place)}.`,
    };
  }
  if (hasPrivateAddress) {
    return {
      ...{ code: "private-address", ...customer, ...after },
      text: `${hostname} has the address of a private network, which visitors cannot reach.`,
      fix: `${replacement(isApex, place)} to ${cnameTarget}${at(place)}.`,
    };
  }
  if (addresses.length > 0 && addresses.every((address) => targetAddresses.includes(address))) {
    // Flattened: the DNS provider answers with the target's addresses.
    return undefined;
  }
  if (addresses.length > 0 && addresses.every(isCloudflareAddress)) {
    // Also the target's own proxy. Cloudflare alone sees what is behind it.
    return wanted.status === "active"
      ? undefined
      : {
          ...{ code: "proxied-by-customer", ...customer, ...after },
          text: `${hostname} is proxied by a Cloudflare account of its owner, which hides its records.`,
          fix: `Make sure that it is a CNAME record to ${cnameTarget}${at(place)}. If it is, set its proxy status to DNS only until the domain is live.`,
        };
  }
  if (addresses.length > 0) {
    return {
      ...{ code: isApex ? "apex-address" : "address-instead-of-cname", ...customer, ...after },
      text: `${hostname} has A or AAAA records${listed(addresses)} instead of a record to ${cnameTarget}.`,
      fix: isApex ? apexFix(wanted, place) : `Replace them with a CNAME record to ${cnameTarget}${at(place)}.`,
    };
  }
  if (isApex) {
    const text = `${hostname} has no record that leads to ${cnameTarget}.`;
    return { code: "apex-missing", ...customer, text, fix: apexFix(wanted, place), ...after };
  }
  return {
    ...{ code: "cname-missing", ...customer, ...after },
    text: `${hostname} has no CNAME record.`,
    fix: `Add the CNAME record ${nameText(hostname, place)} to ${cnameTarget}${at(place)}.`,
  };
}

/** DNS allows no CNAME record beside the SOA and NS records of a zone (RFC 1034, section 3.6.2). */
function apexFix({ hostname, cnameTarget }: WantedDomain, { provider }: Place): string {
  if (provider === undefined) {
    return `Add an ALIAS, ANAME or flattened CNAME record from ${hostname} to ${cnameTarget}, if the DNS provider offers one. Otherwise use www.${hostname}, and redirect ${hostname} to it.`;
  }
  return provider.apexRecord === undefined
    ? `${provider.name} offers no such record for ${hostname} itself. Use www.${hostname}, and redirect ${hostname} to it, or move the zone to a provider with ALIAS records.`
    : `At ${provider.name}, replace the records of ${hostname} with one of type ${provider.apexRecord} to ${cnameTarget}.`;
}

function txtFinding(record: ObservedRecord, observation: DomainObservation, place: Place): DomainFinding | undefined {
  if (isRight(record)) {
    return undefined;
  }
  const { wanted, live, isDoubled } = record;
  const name = recordName(wanted);
  const values = live.records.map(({ value }) => value);
  const common = { kind: "wrong", actor: "customer", ...waitAfter(record) } as const;
  const isChallenge = name.startsWith("_acme-challenge.");
  if (isChallenge && observation.challengeTarget !== undefined) {
    return {
      ...{ code: "challenge-delegated-elsewhere", ...common },
      text: `${name} is a CNAME record to ${observation.challengeTarget}, so the proof cannot stand there.`,
      fix: `Remove the CNAME record ${nameText(name, place)}${at(place)}, and add the TXT record instead.`,
    };
  }
  if (isDoubled) {
    return {
      ...{ code: "txt-name-doubled", ...common },
      text: `The TXT record stands at ${name}.${place.zone.name}: the DNS provider added the zone's name.`,
      fix: `Change its name to ${nameText(name, place)}${at(place)}.`,
    };
  }
  const add = `Set the TXT record ${nameText(name, place)} to ${wanted.value}${at(place)}.`;
  if (values.some((value) => value.replaceAll(/["'“”]/g, "").trim() === wanted.value)) {
    const text = `The TXT record of ${name} holds the value in quotation marks, or with spaces around it.`;
    return { code: "txt-quoted", ...common, text, fix: add };
  }
  if (values.some((value) => value.length > 3 && wanted.value.startsWith(value))) {
    return {
      code: "txt-truncated",
      ...common,
      text: `The TXT record of ${name} holds only a part of the value.`,
      fix: add,
    };
  }
  // Other text records may stand at the same name, such as an earlier proof.
  return values.length > 0
    ? { code: "txt-wrong", ...common, text: `The TXT record of ${name} has another value.`, fix: add }
    : { code: "txt-missing", ...common, text: `${name} has no TXT record.`, fix: add };
}

function proofCnameFinding(record: ObservedRecord, place: Place): DomainFinding | undefined {
  if (isRight(record)) {
    return undefined;
  }
  const name = recordName(record.wanted);
  const [value] = record.live.records.map(({ value }) => value);
  const common = { kind: "wrong", actor: "customer", ...waitAfter(record) } as const;
  const fix = `Set the CNAME record ${nameText(name, place)} to ${record.wanted.value}${at(place)}.`;
  return value === undefined
    ? { code: "proof-cname-missing", ...common, text: `${name} has no CNAME record.`, fix }
    : { code: "proof-cname-wrong", ...common, text: `The CNAME record of ${name} points to ${value}.`, fix };
}

/** The record is right where it is kept, and resolvers still have something older. */
function spreading(record: ObservedRecord): DomainFinding[] {
  if (!isRight(record)) {
    return [];
  }
  const late = Object.values(record.resolvers).filter((live) => isAnswered(live) && !isRight({ ...record, live }));
  if (late.length === 0) {
    return [];
  }
  const name = recordName(record.wanted);
  const seconds = Math.max(...late.flatMap(({ records }) => records.map(({ ttl }) => ttl)), 0);
  return [
    {
      ...{ code: "spreading", kind: "waiting", actor: "none" },
      text: `The ${record.wanted.type} record of ${name} is right. ${late.length} of ${Object.keys(record.resolvers).length} resolvers still have what was there before.`,
      ...(seconds > 0 && { waitSeconds: seconds }),
    },
  ];
}

function isAnswered({ code }: Answers): boolean {
  return code === "NOERROR" || code === "NXDOMAIN";
}

/** How long resolvers may keep what is there now, once it is changed. */
function waitAfter({ live }: ObservedRecord): { waitSeconds?: number } {
  const seconds = Math.max(0, ...live.records.map(({ ttl }) => ttl));
  return seconds > 0 ? { waitSeconds: seconds } : {};
}

function replacement(isApex: boolean, { provider }: Place): string {
  return `Replace it with a ${isApex ? (provider?.apexRecord ?? "ALIAS or ANAME") : "CNAME"} record`;
}

function at({ provider }: Place): string {
  return provider === undefined ? "" : ` at ${provider.name}`;
}

/** The name as the DNS provider's form takes it, with the full name if they differ. */
function nameText(name: string, { zone, provider }: Place): string {
  const short = formName(name, zone.name);
  if (short === name) {
    return name;
  }
  return provider === undefined ? name : `${name} (${provider.nameField}: ${short})`;
}

function listed(addresses: readonly string[]): string {
  return addresses.length === 0 ? "" : ` (${addresses.join(", ")})`;
}

function sameName(one: string | undefined, other: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/\.$/, "");
  return one !== undefined && plain(one) === plain(other);
}
