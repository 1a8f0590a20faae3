import { redact, redacted } from "@marketplane/providers/http/redact.ts";
import { shorten } from "@marketplane/providers/shorten.ts";
import { z } from "zod";
import type { Exchange } from "./caller.ts";
import { redactBody } from "./redact-body.ts";

/** An exchange as a report shows it, without secrets. */
export const ObservedExchange = z.object({
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().nullable(),
  }),
  response: z
    .object({
      status: z.int(),
      headers: z.record(z.string(), z.string()),
      body: z.string(),
      durationMs: z.number(),
    })
    .nullable(),
  /** The reason why there is no response. */
  failure: z.string().nullable(),
});
export type ObservedExchange = z.infer<typeof ObservedExchange>;

const bodyLengthMax = 4000;

/** Removes secrets: credentials, values of config vars, tokens, signatures and cookies. */
export function observe({ request, answer, failure }: Exchange, secrets: readonly string[]): ObservedExchange {
  const clean = (text: string) => redact(text, secrets);
  const cleanBody = (text: string) => {
    const body = clean(redactBody(text));
    return shorten(body, bodyLengthMax);
  };
  return {
    request: {
      method: request.method,
      url: clean(redactQuery(request.url)),
      headers: cleanHeaders(Object.entries(request.headers), clean),
      body: request.body === undefined ? null : cleanBody(request.body),
    },
    response: answer
      ? {
          status: answer.status,
          headers: cleanHeaders(answer.headers, clean),
          body: cleanBody(answer.text),
          durationMs: answer.durationMs,
        }
      : null,
    failure: failure === undefined ? null : clean(failure),
  };
}

function cleanHeaders(headers: Iterable<readonly [string, string]>, clean: (text: string) => string) {
  const result: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const shown = clean(redactHeader(key, value));
    result[key] = result[key] === undefined ? shown : `${result[key]}, ${shown}`;
  }
  return result;
}

function redactHeader(name: string, value: string): string {
  if (name === "authorization") {
    return `Basic ${redacted}`;
  }
  if (name === "set-cookie") {
    return value.replace(/^([^=;]*)=[^;]*/, `$1=${redacted}`);
  }
  if (name === "cookie") {
    return value.replace(/=[^;]*/g, `=${redacted}`);
  }
  return name === "location" ? redactQuery(value) : value;
}

/** A redirect may contain a ticket that opens a session. */
function redactQuery(url: string): string {
  return url.replace(/([?#]).*$/, `$1${redacted}`);
}
