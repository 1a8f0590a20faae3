import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Settings } from "./settings.ts";

/** A DNS record as Cloudflare returns it. */
export const WireRecord = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  content: z.string(),
  proxied: z.boolean(),
  proxiable: z.boolean(),
  ttl: z.number(),
  comment: z.string().nullish(),
  tags: z.array(z.string()).default([]),
  created_on: z.string(),
  modified_on: z.string(),
  comment_modified_on: z.string().optional(),
});
export type WireRecord = z.infer<typeof WireRecord>;

const Envelope = z.object({
  result: z.unknown(),
  errors: z.array(z.object({ code: z.number(), message: z.string() })).default([]),
});

export class DnsApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "DnsApiError";
    this.status = status;
  }
}

const attemptsMax = 4;
const timeoutMs = 30_000;

/** A call to the DNS API. It waits after 429, and retries a server error only if the call is idempotent. */
async function call(settings: Settings, method: string, path: string, body?: unknown): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${settings.baseUrl}${path}`, {
      method,
      headers: { ...settings.headers, "Content-Type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.ok) {
      return Envelope.parse(JSON.parse(text)).result;
    }
    const isRetried = response.status === 429 || (response.status >= 500 && method !== "POST");
    if (!isRetried || attempt >= attemptsMax) {
      throw new DnsApiError(response.status, describe(method, path, response, text));
    }
    await delay(1000 * Number(response.headers.get("Retry-After") ?? attempt));
  }
}

function describe(method: string, path: string, response: Response, text: string): string {
  const parsed = Envelope.safeParse(parseJson(text));
  const errors = parsed.success ? parsed.data.errors.map(({ code, message }) => `${code} ${message}`) : [];
  return `${method} ${path} answered HTTP ${response.status}: ${errors.join("; ") || "no details"}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const collection = (zoneId: string) => `/zones/${encodeURIComponent(zoneId)}/dns_records`;
const one = (zoneId: string, id: string) => `${collection(zoneId)}/${encodeURIComponent(id)}`;

export async function createRecord(settings: Settings, zoneId: string, body: unknown): Promise<WireRecord> {
  return WireRecord.parse(await call(settings, "POST", collection(zoneId), body));
}

export async function putRecord(settings: Settings, zoneId: string, id: string, body: unknown): Promise<WireRecord> {
  return WireRecord.parse(await call(settings, "PUT", one(zoneId, id), body));
}

/** The record; undefined if it does not exist. Any other failure is an error. */
export async function findRecord(settings: Settings, zoneId: string, id: string): Promise<WireRecord | undefined> {
  return orGone(async () => WireRecord.parse(await call(settings, "GET", one(zoneId, id))));
}

/** Deletes the record. A missing record is not an error. */
export async function deleteRecord(settings: Settings, zoneId: string, id: string): Promise<void> {
  await orGone(() => call(settings, "DELETE", one(zoneId, id)));
}

export async function getZoneName(settings: Settings, zoneId: string): Promise<string> {
  const zone = await call(settings, "GET", `/zones/${encodeURIComponent(zoneId)}`);
  return z.object({ name: z.string() }).parse(zone).name;
}

async function orGone<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof DnsApiError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}
