import { once } from "node:events";
import dns2 from "dns2";
import { onTestFinished } from "vitest";
import { findFreePort } from "../../src/core/db/embedded/free-port.ts";

/** A record of the test's internet: name, type, value and its TTL. */
export type TestRecord = readonly [name: string, type: keyof typeof encoders, value: string, ttl?: number];

/** What a test's DNS server answers. */
export interface Zones {
  /** Names of the zones. A name in none of them does not exist. */
  readonly zones: readonly string[];
  readonly records: readonly TestRecord[];
  /** Zones that resolvers refuse: signed wrongly ("bogus"), or not served by their name servers ("failing"). */
  readonly broken?: Readonly<Record<string, "bogus" | "failing">>;
  /** Whether the server is responsible for the zones, and not a resolver. */
  readonly isAuthoritative?: boolean;
  /** Called with the name of each question. */
  onQuestion?(name: string): void;
}

const { Packet } = dns2;
const { TYPE, RCODE, CLASS } = Packet;
const ttlDefault = 300;

const encoders = {
  A: (address: string) => ({ address }),
  AAAA: (address: string) => ({ address }),
  CNAME: (domain: string) => ({ domain }),
  NS: (ns: string) => ({ ns }),
  TXT: (text: string) => ({ data: text }),
  CAA: (text: string) => {
    const [tag = "", ...value] = text.split(" ");
    return { flags: 0, tag, value: value.join(" ") };
  },
} as const;

/** Starts a DNS server on UDP and TCP; returns its address and port. It ends with the test. */
export async function startDnsServer(zones: Zones): Promise<string> {
  const handle: dns2.DnsHandler = (request, send) => send(answer(zones, request));
  // UDP and TCP on one port. Another process can take it between the two calls.
  for (let tries = 5; ; tries -= 1) {
    const server = dns2.createServer({ udp: true, tcp: true, handle });
    const port = await findFreePort();
    const place = { port, address: "127.0.0.1" };
    try {
      await Promise.race([server.listen({ udp: place, tcp: place }), failureOf(server)]);
      onTestFinished(async () => server.close());
      return `127.0.0.1:${port}`;
    } catch (error) {
      if (tries === 1) {
        throw error;
      }
    }
  }
}

async function failureOf(server: dns2.DnsServer): Promise<never> {
  const [error] = (await once(server, "error")) as [Error];
  throw error;
}

function answer(zones: Zones, request: dns2.Packet): dns2.Packet {
  const response = Packet.createResponseFromRequest(request);
  const [question] = request.questions;
  const name = (question?.name ?? "").toLowerCase();
  zones.onQuestion?.(name);
  const zone = zones.zones.filter((each) => isWithin(name, each)).sort((one, other) => other.length - one.length)[0];
  const broken = Object.entries(zones.broken ?? {}).find(([each]) => isWithin(name, each))?.[1];
  const isUnchecked = Reflect.get(request.header, "cd") === 1;
  if (broken === "failing" || (broken === "bogus" && !isUnchecked)) {
    response.header.rcode = RCODE.SERVFAIL;
    return response;
  }
  if (zone === undefined) {
    response.header.rcode = zones.isAuthoritative ? RCODE.REFUSED : RCODE.NXDOMAIN;
    response.authorities.push(soa(name.split(".").at(-1) ?? ""));
    return response;
  }
  response.header.aa = zones.isAuthoritative ? 1 : 0;
  const type = question?.type ?? 0;
  response.answers.push(...follow(zones.records, name, type).map(toResource));
  if (type === TYPE.SOA && name === zone) {
    response.answers.push(soa(zone));
  }
  if (response.answers.length === 0) {
    response.authorities.push(soa(zone));
    const isKnown = zones.records.some(([owner]) => isWithin(owner, name)) || name === zone;
    response.header.rcode = isKnown ? RCODE.NOERROR : RCODE.NXDOMAIN;
  }
  return response;
}

/** The records of a name and type, behind the CNAME records that lead to them. */
function follow(records: readonly TestRecord[], name: string, type: number): TestRecord[] {
  const chain: TestRecord[] = [];
  let at: string | undefined = name;
  for (let steps = 0; at !== undefined && steps < 20; steps += 1) {
    const here = records.filter(([owner]) => owner === at);
    const matching = here.filter(([, each]) => TYPE[each] === type);
    const alias: TestRecord | undefined = here.find(([, each]) => each === "CNAME");
    chain.push(...(matching.length > 0 ? matching : alias === undefined ? [] : [alias]));
    at = matching.length > 0 ? undefined : alias?.[2];
  }
  return chain;
}

function toResource([name, type, value, ttl = ttlDefault]: TestRecord): dns2.Packet.Resource {
  const resource = { name, type: TYPE[type], class: CLASS.IN, ttl, ...encoders[type](value) };
  return resource as dns2.Packet.Resource;
}

function soa(name: string): dns2.Packet.Resource {
  return {
    ...{ name, type: TYPE.SOA, class: CLASS.IN, ttl: ttlDefault },
    ...{ primary: `ns1.${name}`, admin: `hostmaster.${name}` },
    ...{ serial: 1, refresh: 3_600, retry: 600, expiration: 86_400, minimum: 300 },
  } as dns2.Packet.Resource;
}

function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
