import { randomBytes } from "node:crypto";
import type { ManifestEndpoints } from "./read-manifest.ts";

/** One call to a provider's endpoint, and its result. */
export interface EndpointCheck {
  readonly call: string;
  readonly expected: string;
  /** The status, or why there was none. */
  readonly got: string;
  readonly isRight: boolean;
}

interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly expected: readonly number[];
}

const timeoutMs = 10_000;

/**
 * Calls a provider's endpoints without authorization. A provider must not be offered to customers if it
 * answers such calls with anything but 401, or accepts an empty sign-in form. None of these calls would
 * change anything at the provider.
 */
export async function checkEndpoints(id: string, { baseUrl, ssoUrl }: ManifestEndpoints): Promise<EndpointCheck[]> {
  const json = { "content-type": "application/json" };
  const wrong = Buffer.from(`${id}:${randomBytes(24).toString("hex")}`).toString("base64");
  const stranger = { ...json, authorization: `Basic ${wrong}` };
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const calls: Call[] = [
    { method: "POST", url: baseUrl, headers: json, body: "{}", expected: [401] },
    { method: "POST", url: baseUrl, headers: stranger, body: "{}", expected: [401] },
    { method: "DELETE", url: `${baseUrl}/nobody`, headers: json, expected: [401] },
    { method: "DELETE", url: `${baseUrl}/nobody`, headers: stranger, expected: [401] },
    { method: "POST", url: ssoUrl, headers: form, body: "", expected: [400, 401, 403] },
  ];
  return Promise.all(calls.map(check));
}

async function check({ method, url, headers, body, expected }: Call): Promise<EndpointCheck> {
  const who = headers.authorization === undefined ? "" : " with a wrong password";
  const about = { call: `${method} ${url}${who}`, expected: expected.join(" or ") };
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal,
      ...(body !== undefined && { body }),
    });
    await answer.body?.cancel();
    return { ...about, got: String(answer.status), isRight: expected.includes(answer.status) };
  } catch (error) {
    return { ...about, got: reasonOf(error), isRight: false };
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? cause.message || cause.name : String(cause);
  return `no answer (${text})`;
}

/** The same endpoints on another server, such as one that is not public yet. */
export function atOrigin(endpoints: ManifestEndpoints, origin: string): ManifestEndpoints {
  const move = (url: string) => new URL(new URL(url).pathname, origin).href.replace(/\/$/, "");
  return { baseUrl: move(endpoints.baseUrl), ssoUrl: move(endpoints.ssoUrl) };
}
