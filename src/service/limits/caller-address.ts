import { isIP } from "node:net";
import type { Context } from "hono";
import { z } from "zod";
import type { ServiceEnv } from "../service-env.ts";

const NodeBindings = z.object({ incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }) });

/**
 * The address a request came from. `proxies` is how many proxies of the operator's stand in front: each appends to
 * X-Forwarded-For the address that it saw, so the caller's stands that far from the end, and what is before it was written
 * by the caller. Undefined where there is no connection, as in tests.
 */
export function callerAddress(c: Context<ServiceEnv>, proxies: number): string | undefined {
  const bindings = NodeBindings.safeParse(c.env);
  const peer = bindings.success ? bindings.data.incoming.socket.remoteAddress : undefined;
  if (proxies === 0) {
    return normalise(peer);
  }
  const hops = (c.req.header("X-Forwarded-For") ?? "").split(",").map((hop) => hop.trim());
  return normalise(hops.at(-proxies)) ?? normalise(peer);
}

/** An IPv4 address has one form, whether it came over IPv4 or not; whoever has an IPv6 network counts once. */
function normalise(address: string | undefined): string | undefined {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/i, "");
  if (plain === undefined || isIP(plain) === 0) {
    return undefined;
  }
  return isIP(plain) === 4 ? plain : networkOf(plain);
}

/** The first 64 bits: a customer has at least that many to choose the rest from. */
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

/** True of an address of this very machine. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (address === "::1" || address.startsWith("127."));
}
