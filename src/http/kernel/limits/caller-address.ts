import { BlockList, isIP } from "node:net";
import type { Context } from "hono";
import { z } from "zod";
import type { ServiceEnv } from "../service-env.ts";
import { forwardedFor } from "./forwarded-for.ts";

const NodeBindings = z.object({ incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }) });

/** An identifier that a proxy sends instead of a caller's address (RFC 7239). */
const hiddenName = /^_[\w.-]+$/;

/**
 * Identifies the sender of a request: an IPv4 address, an IPv6 network, or the identifier that a proxy sends
 * instead. `proxies` is the number of the operator's own proxies in front. Undefined without a connection, as
 * in tests.
 */
export function callerAddress(c: Context<ServiceEnv>, proxies: number): string | undefined {
  const bindings = NodeBindings.safeParse(c.env);
  const peer = bindings.success ? bindings.data.incoming.socket.remoteAddress : undefined;
  if (proxies === 0) {
    return normalise(peer);
  }
  const caller = forwardedFor((name) => c.req.header(name), proxies);
  if (caller !== undefined && hiddenName.test(caller)) {
    return caller;
  }
  return normalise(caller) ?? normalise(peer);
}

/**
 * Normalizes an address: an IPv4 address has one form, even if it arrived over IPv6, and an IPv6 network
 * counts as one caller.
 */
function normalise(address: string | undefined): string | undefined {
  const plain = address?.replace(/%.*$/s, "");
  if (plain === undefined || isIP(plain) === 0) {
    return undefined;
  }
  return isIP(plain) === 4 ? plain : (mappedAddress(plain) ?? networkOf(plain));
}

const mapped = new BlockList();
mapped.addSubnet("::ffff:0:0", 96, "ipv6");

/** The IPv4 address in an IPv4-mapped IPv6 address such as ::ffff:192.0.2.1 or 0:0:0:0:0:ffff:c000:201. */
function mappedAddress(address: string): string | undefined {
  if (!mapped.check(address, "ipv6")) {
    return undefined;
  }
  const [dotted] = /\d+\.\d+\.\d+\.\d+$/.exec(address) ?? [];
  if (dotted !== undefined) {
    return dotted;
  }
  const [high = 0, low = 0] = address
    .split(":")
    .slice(-2)
    .map((group) => Number.parseInt(group || "0", 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** The first 64 bits, because a customer can choose at least the last 64 freely. */
function networkOf(address: string): string {
  const [head = "", tail] = address.split("%")[0]?.toLowerCase().split("::") ?? [];
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  const groups = tail === undefined ? left : [...left, ...zeros, ...right];
  return isLoopback6(groups)
    ? "::1"
    : `${groups
        .slice(0, 4)
        .map((group) => group.replace(/^0+(?=.)/, ""))
        .join(":")}::/64`;
}

function isLoopback6(groups: readonly string[]): boolean {
  return groups.slice(0, -1).every((group) => /^0+$/.test(group)) && /^0*1$/.test(groups.at(-1) ?? "");
}

/** Whether it is an address of this machine. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (address === "::1" || address.startsWith("127."));
}
