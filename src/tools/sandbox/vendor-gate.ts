import { setTimeout as delay } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Call, Vendor } from "./call-log.ts";
import { toIsoTime } from "./clock.ts";
import { describeFault, type Fault } from "./faults.ts";
import type { SandboxContext, SandboxEnv } from "./sandbox-context.ts";

export interface GateOptions {
  readonly vendor: Vendor;
  /** The path at which the vendor's app is mounted; removed from the paths in the call log. */
  readonly basePath: string;
  /** Whether a call of this route changes something at the vendor. */
  readonly isWrite: (method: string, route: string) => boolean;
  /** The vendor's own error answer for an injected status. */
  readonly errorResponse: (status: number) => Response;
}

/**
 * Middleware for every call of a vendor: records it in the call log, adds the latency and injects the faults.
 */
export function vendorGate(context: SandboxContext, options: GateOptions): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const call = openCall(c, context, options);
    const fault = context.faults.take(call);
    if (fault !== undefined) {
      call.fault = describeFault(fault);
    }
    if (context.latencyMs > 0) {
      await pause(context.latencyMs);
    }
    if (fault === undefined) {
      await next();
      complete(c, call);
      return;
    }
    const answer = await meet(c, call, fault, options, next);
    if (answer !== undefined) {
      c.res = answer;
    }
  };
}

/**
 * Applies a fault before or after the vendor's work. Returns the answer that replaces the vendor's, if any.
 */
async function meet(
  c: Context<SandboxEnv>,
  call: Call,
  fault: Fault,
  options: GateOptions,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  if (fault.afterCommit) {
    await next();
  }
  if (fault.delayMs !== undefined) {
    await pause(fault.delayMs);
  }
  if (fault.status === undefined && !fault.reset && !fault.malformed) {
    if (!fault.afterCommit) {
      await next();
    }
    complete(c, call);
    return undefined;
  }
  if (fault.reset) {
    c.env.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  const answer = fault.malformed ? await malformed(c, fault, options) : injected(fault, options);
  call.status = answer.status;
  return answer;
}

function complete(c: Context<SandboxEnv>, call: Call): void {
  c.get("onAnswered")?.();
  call.status = c.res.status;
  if (c.get("isRead") === true) {
    call.write = false;
  }
}

/** Waits in real time. A pending wait does not keep a stopping sandbox alive. */
async function pause(durationMs: number): Promise<void> {
  await delay(durationMs, undefined, { ref: false });
}

function openCall(c: Context<SandboxEnv>, context: SandboxContext, options: GateOptions): Call {
  const method = c.req.method;
  const handler = matchedRoutes(c).find((route) => !route.path.endsWith("*"));
  const route = handler?.path.slice(options.basePath.length) ?? "(unknown)";
  return context.calls.open({
    vendor: options.vendor,
    method,
    route,
    path: c.req.path.slice(options.basePath.length),
    query: c.req.query(),
    write: options.isWrite(method, route),
    at: toIsoTime(context.clock.now()),
    status: null,
  });
}

function injected(fault: Fault, options: GateOptions): Response {
  const response = options.errorResponse(fault.status ?? 500);
  if (fault.retryAfter !== undefined) {
    response.headers.set("Retry-After", String(fault.retryAfter));
  }
  return response;
}

/**
 * The first half of the vendor's answer. Before the commit there is no answer, so half of an error is used.
 */
async function malformed(c: Context<SandboxEnv>, fault: Fault, options: GateOptions): Promise<Response> {
  const whole = fault.afterCommit ? c.res : options.errorResponse(500);
  const text = await whole.text();
  const cut = text.length < 2 ? "{" : text.slice(0, Math.ceil(text.length / 2));
  const status = fault.afterCommit ? whole.status : 200;
  return new Response(cut, { status, headers: { "Content-Type": "application/json" } });
}
