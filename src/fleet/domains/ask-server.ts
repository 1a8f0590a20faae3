import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { connect, isIP } from "node:net";
import * as dns from "dns-packet";
import type { DnsServer } from "../../core/config/dns-server.ts";

export const recordTypes = ["A", "AAAA", "CAA", "CNAME", "NS", "SOA", "TXT"] as const;
export type DnsType = (typeof recordTypes)[number];

/** One record. Names are in lower case and have no dot at the end. */
export interface DnsRecord {
  readonly name: string;
  readonly type: DnsType;
  /** Seconds that resolvers may keep it. */
  readonly ttl: number;
  /** Address, host name or text. Of CAA the tag and the value, such as "issue letsencrypt.org". */
  readonly value: string;
}

export interface DnsQuestion {
  readonly name: string;
  readonly type: DnsType;
  /** Asks a resolver to answer although DNSSEC signatures do not match (RFC 4035, section 3.2.2). */
  readonly isUnchecked?: boolean;
}

/** What a server answered. */
export interface DnsReply {
  /** Name of the response code: NOERROR, NXDOMAIN, SERVFAIL, REFUSED, … */
  readonly code: string;
  /** Whether the server is responsible for the name, and not a cache. */
  readonly isAuthoritative: boolean;
  readonly answers: readonly DnsRecord[];
  /** Records of the authority section, such as the SOA record of a zone that lacks the name. */
  readonly authorities: readonly DnsRecord[];
}

/** A server did not answer in time, or what it sent cannot be read. */
export class DnsServerError extends Error {
  override name = "DnsServerError";
}

const triesOverUdp = 2;
const timeoutMs = { udp: 1_500, tcp: 3_000 };
/** Fits one packet on every network (DNS flag day 2020). */
const udpBytesMax = 1_232;
/** A longer answer is refused: no record of a hostname needs more. */
const tcpBytesMax = 16_384;
const recordsMax = 200;

/** Asks one server over UDP, and over TCP if the answer does not fit. Throws DnsServerError. */
export async function askServer(server: DnsServer, question: DnsQuestion): Promise<DnsReply> {
  const query = toQuery(question);
  for (let tries = triesOverUdp; ; tries -= 1) {
    try {
      const packet = await overUdp(server, query);
      return toReply(packet.flag_tc ? await overTcp(server, query) : packet);
    } catch (error) {
      if (tries === 1) {
        throw error;
      }
    }
  }
}

interface Query {
  readonly id: number;
  readonly name: string;
  readonly type: DnsType;
  readonly bytes: Buffer;
}

function toQuery({ name, type, isUnchecked = false }: DnsQuestion): Query {
  const id = randomInt(65_536);
  const bytes = dns.encode({
    type: "query",
    id,
    flags: dns.RECURSION_DESIRED | (isUnchecked ? dns.CHECKING_DISABLED : 0),
    questions: [{ name, type, class: "IN" }],
    additionals: [
      { type: "OPT", name: ".", udpPayloadSize: udpBytesMax, flags: 0, options: [] } as unknown as dns.Answer,
    ],
  });
  return { id, name: name.toLowerCase(), type, bytes };
}

/** The packet if it answers the query; undefined for anything else that arrives. */
function read(bytes: Buffer, { id, name, type }: Query): dns.DecodedPacket | undefined {
  let packet: dns.DecodedPacket;
  try {
    packet = dns.decode(bytes);
  } catch {
    return undefined;
  }
  const [asked] = packet.questions ?? [];
  const isAnswer = packet.type === "response" && packet.id === id;
  return isAnswer && asked?.name.toLowerCase() === name && asked.type === type ? packet : undefined;
}

function overUdp({ address, port }: DnsServer, query: Query): Promise<dns.DecodedPacket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIP(address) === 6 ? "udp6" : "udp4");
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.close();
      settle();
    };
    const fail = (reason: string) => end(() => reject(new DnsServerError(reason)));
    const timer = setTimeout(() => fail("it does not answer"), timeoutMs.udp);
    socket.on("error", () => fail("it cannot be reached"));
    // What does not answer the question may be forged: the right answer can still arrive.
    socket.on("message", (bytes) => {
      const packet = read(bytes, query);
      if (packet !== undefined) {
        end(() => resolve(packet));
      }
    });
    // A connected socket receives from this address alone.
    socket.connect(port, address, () => socket.send(query.bytes));
  });
}

function overTcp({ address, port }: DnsServer, query: Query): Promise<dns.DecodedPacket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const fail = (reason: string) => end(() => reject(new DnsServerError(reason)));
    const timer = setTimeout(() => fail("it does not answer over TCP in time"), timeoutMs.tcp);
    let received: Buffer = Buffer.alloc(0);
    socket.on("error", () => fail("it cannot be reached over TCP"));
    socket.on("end", () => fail("it ends the TCP connection without an answer"));
    socket.on("connect", () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(query.bytes.length);
      socket.write(Buffer.concat([length, query.bytes]));
    });
    socket.on("data", (bytes) => {
      received = Buffer.concat([received, bytes]);
      const length = received.length < 2 ? 0 : received.readUInt16BE(0);
      if (length > tcpBytesMax) {
        return fail(`its answer has ${length} bytes, more than ${tcpBytesMax}`);
      }
      if (received.length < 2 || received.length < length + 2) {
        return;
      }
      const packet = read(received.subarray(2, length + 2), query);
      if (packet === undefined) {
        return fail("its answer cannot be read");
      }
      end(() => resolve(packet));
    });
  });
}

function toReply(packet: dns.DecodedPacket): DnsReply {
  return {
    code: "rcode" in packet ? String(packet.rcode) : "NOERROR",
    isAuthoritative: packet.flag_aa,
    answers: toRecords(packet.answers),
    authorities: toRecords(packet.authorities),
  };
}

function toRecords(answers: readonly dns.Answer[] = []): DnsRecord[] {
  return answers.slice(0, recordsMax).flatMap((answer) => {
    const value = dataOf(answer);
    const type = recordTypes.find((each) => each === answer.type);
    return value === undefined || type === undefined
      ? []
      : [{ name: plainName(answer.name), type, ttl: ttlOf(answer), value }];
  });
}

function ttlOf(answer: dns.Answer): number {
  return "ttl" in answer && typeof answer.ttl === "number" ? answer.ttl : 0;
}

function dataOf(answer: dns.Answer): string | undefined {
  switch (answer.type) {
    case "A":
    case "AAAA":
      return answer.data;
    case "CNAME":
    case "NS":
      return plainName(answer.data);
    case "SOA":
      return plainName(answer.data.mname);
    case "CAA":
      return `${answer.data.tag.toLowerCase()} ${answer.data.value}`;
    case "TXT": {
      // A text of more than 255 bytes is sent in parts.
      const parts = Array.isArray(answer.data) ? answer.data : [answer.data];
      return parts.map((part) => part.toString("utf8")).join("");
    }
    default:
      return undefined;
  }
}

/** A name in lower case, without the dot at its end. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
