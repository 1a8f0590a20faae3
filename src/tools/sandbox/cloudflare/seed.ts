import { z } from "zod";
import { JsonValue } from "../json-body.ts";
import { Timings } from "./timings.ts";

const ZoneId = z.string().regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits, as Cloudflare's zone ids are");

export const DnsRecordSeed = z.strictObject({
  type: z.enum(["A", "AAAA", "CNAME", "TXT"]),
  name: z.string().min(1),
  content: z.string().min(1),
  proxied: z.boolean().default(false),
  ttl: z.int().default(1),
  comment: z.string().optional(),
});

/** Body of a create call. status and ssl_status set a status directly. */
export const HostnameSeed = z.strictObject({
  hostname: z.string().min(1),
  ssl: z.record(z.string(), JsonValue).optional(),
  custom_metadata: z.record(z.string(), JsonValue).optional(),
  custom_origin_server: z.string().optional(),
  custom_origin_sni: z.string().optional(),
  status: z.string().optional(),
  ssl_status: z.string().optional(),
});

/** What the account may do. Without a right, calls get the vendor's error code for it. */
export const Entitlements = z.strictObject({
  /** false: 1404 on create and 1456 on the fallback origin. */
  sslForSaas: z.boolean().default(true),
  /** false: 1413. */
  customMetadata: z.boolean().default(true),
  /** false: 1412. */
  wildcardMetadata: z.boolean().default(true),
  /** false: 1414. */
  customOrigin: z.boolean().default(true),
  /** false: 1448. */
  wildcard: z.boolean().default(true),
  /** false: 1459. */
  certificateAuthority: z.boolean().default(true),
  /** Soft quota: hostnames beyond it are created with a billing warning in messages. */
  quotaAllocated: z.int().min(0).default(50_000),
  /** Hard quota: 1405. */
  quotaHardCap: z.int().min(0).default(50_000),
});
export type Entitlements = z.infer<typeof Entitlements>;

export const ZoneSeed = z.strictObject({
  id: ZoneId.optional(),
  name: z.string().min(1),
  entitlements: Entitlements.prefault({}),
  dnsRecords: z.array(DnsRecordSeed).default([]),
  customHostnames: z.array(HostnameSeed).default([]),
  /** Hostname of the fallback origin. It is active from the start if its record is correct. */
  fallbackOrigin: z.string().optional(),
});
export type ZoneSeed = z.infer<typeof ZoneSeed>;

export const CloudflareSeed = z.strictObject({
  apiToken: z.string().default("sandbox-only-0123456789_ABCDEFGHIJKLMNOP"),
  email: z.string().default("engineer@saasprovider.com"),
  apiKey: z.string().default("5a4db00000000000000000000000000000c0f"),
  /** The zone that always exists. An entry of zones with its name extends it. */
  zoneId: ZoneId.default("5a4db0c0ffee00000000000000000001"),
  zoneName: z.string().default("saasprovider.com"),
  zones: z.array(ZoneSeed).default([]),
  /** Maximum per_page for custom hostnames: 1000 today, 50 in older contracts. */
  perPageMax: z.int().min(5).default(1000),
  timings: Timings.prefault({}),
  /**
   * The account's limit of certificates; default: none. Cloudflare's default is 15 per minute, then a block
   * of 30 seconds.
   */
  certificateLimit: z
    .strictObject({ perMinute: z.int().min(1).default(15), blockSeconds: z.int().min(1).default(30) })
    .optional(),
});
export type CloudflareSeed = z.infer<typeof CloudflareSeed>;
