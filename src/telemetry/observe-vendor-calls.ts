import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type Span, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { z } from "zod";
import type { Metrics } from "./create-metrics.ts";
import { tracer } from "./with-span.ts";

const Request = z.object({ request: z.object({ origin: z.coerce.string(), method: z.string() }) });
const Response = z.object({ response: z.object({ statusCode: z.number() }) });

interface Call {
  readonly vendor: string;
  readonly method: string;
  readonly startedAt: number;
  readonly span: Span;
  status?: number;
}

/**
 * Measures every call that leaves for one of the vendors, by what undici publishes on its diagnostics channels: the
 * clients need not know. `vendors` maps an origin to the vendor's name. Returns what ends it.
 */
export function observeVendorCalls(vendors: ReadonlyMap<string, string>, metrics: Metrics): () => void {
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
    metrics.vendorCallDuration.observe({ vendor, method, status }, (performance.now() - startedAt) / 1000);
    if (status === "none" || status >= "400") {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  };

  const handlers: Readonly<Record<string, (message: unknown) => void>> = {
    "undici:request:create": (message) => {
      const parsed = Request.safeParse(message);
      const vendor = parsed.success ? vendors.get(parsed.data.request.origin) : undefined;
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
        call.status = parsed.data.response.statusCode;
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

/** What a message is about; calls are told apart by the object itself. */
function requestOf(message: unknown): object {
  const request: unknown =
    typeof message === "object" && message !== null ? Reflect.get(message, "request") : undefined;
  return typeof request === "object" && request !== null ? request : {};
}
