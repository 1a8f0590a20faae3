import { LRUCache } from "lru-cache";
import { type DnsServer, dnsServerText } from "../../core/config/dns-server.ts";
import { askServer, type DnsQuestion, type DnsReply } from "./ask-server.ts";

/** Servers that checks of domains ask. */
export interface DnsServers {
  /** Recursive resolvers. The first also finds the domains' own name servers. */
  readonly resolvers: readonly DnsServer[];
  /** Asked instead of the domains' own name servers; empty for these. */
  readonly nameservers: readonly DnsServer[];
}

/** A reply, or why there is none: NO-ANSWER, or TOO-MANY once a check has asked as much as it may. */
export type Lookup = DnsReply & { readonly server: DnsServer };

const questionsMax = 120;
const timeMsMax = 10_000;

/** Answers about zones and their name servers change rarely, and are kept as long as their TTL allows. */
const kept = new LRUCache<string, Lookup>({ max: 2_000 });
const keptMs = { min: 10_000, max: 300_000 };

/**
 * The lookups of one check. A question is asked once. The number of questions and the time are limited, so that no
 * answer of a foreign server can make a check endless.
 */
export class Lookups {
  readonly servers: DnsServers;
  readonly #asked = new Map<string, Promise<Lookup>>();
  readonly #deadline = performance.now() + timeMsMax;

  constructor(servers: DnsServers) {
    this.servers = servers;
  }

  /** Asks a server. Never throws. */
  ask(server: DnsServer, question: DnsQuestion): Promise<Lookup> {
    const key = keyOf(server, question);
    const asked = this.#asked.get(key) ?? this.#askNow(server, question);
    this.#asked.set(key, asked);
    return asked;
  }

  /** Asks the first resolver that knows, and keeps its answer for later checks. */
  async resolve(question: DnsQuestion): Promise<Lookup> {
    let last: Lookup | undefined;
    for (const server of this.servers.resolvers) {
      const key = keyOf(server, question);
      const reply = kept.get(key) ?? (await this.ask(server, question));
      if (reply.code === "NOERROR" || reply.code === "NXDOMAIN") {
        kept.set(key, reply, { ttl: keepMs(reply) });
        return reply;
      }
      last ??= reply;
    }
    return last ?? unanswered("NO-ANSWER", { address: "0.0.0.0", port: 53 });
  }

  async #askNow(server: DnsServer, question: DnsQuestion): Promise<Lookup> {
    if (this.#asked.size >= questionsMax || performance.now() > this.#deadline) {
      return unanswered("TOO-MANY", server);
    }
    return askServer(server, question).then(
      (reply) => ({ ...reply, server }),
      () => unanswered("NO-ANSWER", server),
    );
  }
}

function keepMs({ answers, authorities }: DnsReply): number {
  const seconds = Math.min(...[...answers, ...authorities].map(({ ttl }) => ttl), keptMs.max / 1_000);
  return Math.max(keptMs.min, seconds * 1_000);
}

function keyOf(server: DnsServer, { name, type, isUnchecked = false }: DnsQuestion): string {
  return `${dnsServerText(server)} ${type} ${isUnchecked} ${name.toLowerCase()}`;
}

function unanswered(code: "NO-ANSWER" | "TOO-MANY", server: DnsServer): Lookup {
  return { code, isAuthoritative: false, answers: [], authorities: [], server };
}
