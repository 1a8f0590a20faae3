import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { requestedPauseMs } from "@marketplane/providers/http/requested-pause.ts";
import { type Span, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { z } from "zod";
import type { Metrics } from "./create-metrics.ts";
import type { VendorCall } from "./vendor-tally.ts";
import { tracer } from "./with-span.ts";

const Request = z.object({ request: z.object({ origin: z.coerce.string(), method: z.string(), path: z.string() }) });
/** A flat list of alternating header names and values. */
const Response = z.object({ response: z.object({ statusCode: z.number(), headers: z.array(z.coerce.string()) }) });

interface Call {
  readonly vendor: string;
  readonly method: string;
  readonly startedAt: number;
  readonly span: Span;
  status?: number;
  holdMs?: number;
}

/**
 * Measures every call to a vendor through undici's diagnostics channels, without changes to the clients.
 * `vendors` maps a base URL to the vendor's name. Returns a function that stops it.
 */
export function observeVendorCalls(
  vendors: ReadonlyMap<string, string>,
  metrics: Pick<Metrics, "vendorCallDuration">,
  onCall: (call: VendorCall) => void = () => undefined,
): () => void {
  const calls = new WeakMap<object, Call>();
  const callOf = (message: unknown): Call | undefined => calls.get(requestOf(message));

  const end = (message: unknown, statusOf: (call: Call) => string) => {
    const call = callOf(message);
    if (call === undefined) {
      return;
    }
    calls.delete(requestOf(message));
    const status = statusOf(call);
    const { vendor, method, startedAt, span } = call;
    const durationMs = performance.now() - startedAt;
    metrics.vendorCallDuration.observe({ vendor, method, status }, durationMs / 1000);
    onCall({ vendor, status: status === "none" ? undefined : call.status, durationMs, holdMs: call.holdMs });
    if (status === "none" || status >= "400") {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  };

  const handlers: Readonly<Record<string, (message: unknown) => void>> = {
    "undici:request:create": (message) => {
      const parsed = Request.safeParse(message);
      const vendor = parsed.success ? vendorAt(parsed.data.request, vendors) : undefined;
      if (!parsed.success || vendor === undefined) {
        return;
      }
      const { method } = parsed.data.request;
      const attributes = { "http.request.method": method, "marketplane.vendor": vendor };
      const span = tracer.startSpan(`${method} ${vendor}`, { kind: SpanKind.CLIENT, attributes });
      calls.set(requestOf(message), { vendor, method, span, startedAt: performance.now() });
    },
    "undici:request:headers": (message) => {
      const call = callOf(message);
      const parsed = Response.safeParse(message);
      if (call !== undefined && parsed.success) {
        const { statusCode, headers } = parsed.data.response;
        call.status = statusCode;
        call.holdMs = requestedPauseMs(toRecord(headers), Date.now());
        call.span.setAttribute("http.response.status_code", call.status);
      }
    },
    "undici:request:trailers": (message) => end(message, (call) => String(call.status ?? "none")),
    "undici:request:error": (message) => end(message, () => "none"),
  };
  for (const [channel, handler] of Object.entries(handlers)) {
    subscribe(channel, handler);
  }
  return () => {
    for (const [channel, handler] of Object.entries(handlers)) {
      unsubscribe(channel, handler);
    }
  };
}

/** The sandbox serves all vendors at one origin. */
function vendorAt(
  { origin, path }: z.infer<typeof Request>["request"],
  vendors: ReadonlyMap<string, string>,
): string | undefined {
  const url = `${origin}${path}`;
  for (const [base, vendor] of vendors) {
    const next = url.startsWith(base) ? url.charAt(base.length) : undefined;
    if (next === "" || next === "/" || next === "?") {
      return vendor;
    }
  }
  return undefined;
}

function toRecord(headers: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let index = 0; index + 1 < headers.length; index += 2) {
    record[(headers[index] ?? "").toLowerCase()] = headers[index + 1] ?? "";
  }
  return record;
}

/** The request of a message. The object's identity identifies the call. */
function requestOf(message: unknown): object {
  const request: unknown =
    typeof message === "object" && message !== null ? Reflect.get(message, "request") : undefined;
  return typeof request === "object" && request !== null ? request : {};
}
