import { randomUUID } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { CloudflareError } from "./envelope.ts";
import type { DnsRecord, Zone } from "./zone.ts";

/** Body of a create or PUT call. All other documented fields of a record are ignored. */
export const DnsRecordRequest = z.object({
  type: z.enum(["A", "AAAA", "CNAME", "TXT"]),
  name: z.string().min(1).max(255),
  content: z.string().min(1).max(4096),
  proxied: z.boolean().nullish(),
  ttl: z.number().int().nullish(),
  comment: z.string().max(500).nullish(),
  tags: z.array(z.string()).nullish(),
});
export type DnsRecordRequest = z.infer<typeof DnsRecordRequest>;

type Fields = Pick<DnsRecord, "type" | "name" | "content" | "proxied" | "ttl" | "comment" | "tags">;

export function createRecord(zone: Zone, request: DnsRecordRequest, nowMs: number): DnsRecord {
  const fields = toFields(zone, request);
  assertNoConflict(zone, fields);
  const record: DnsRecord = {
    id: randomUUID().replaceAll("-", ""),
    sequence: zone.records.nextSequence(),
    ...fields,
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
    ...(fields.comment === null ? {} : { commentModifiedAtMs: nowMs }),
  };
  zone.addRecord(record);
  return record;
}

/**
 * Replaces the fields of a record. The record of the fallback origin cannot be renamed or change its type.
 */
export function writeRecord(zone: Zone, record: DnsRecord, request: DnsRecordRequest, nowMs: number): void {
  const fields = toFields(zone, request);
  if (fields.name !== record.name || (fields.type === "TXT" && record.type !== "TXT")) {
    assertNotFallback(zone, record);
  }
  assertNoConflict(zone, fields, record);
  const isNewComment = fields.comment !== record.comment;
  zone.unindexRecord(record);
  Object.assign(record, fields);
  record.modifiedAtMs = nowMs;
  if (isNewComment) {
    record.commentModifiedAtMs = nowMs;
  }
  zone.indexRecord(record);
}

export function deleteRecord(zone: Zone, record: DnsRecord): void {
  assertNotFallback(zone, record);
  zone.removeRecord(record);
}

/** Also while the fallback origin is being deleted: the vendor keeps the record until it is gone. */
function assertNotFallback(zone: Zone, record: DnsRecord): void {
  if (record.type === "TXT" || zone.fallbackOrigin?.origin !== record.name) {
    return;
  }
  throw new CloudflareError(
    400,
    1039,
    "This record is the fallback origin of the zone and cannot be deleted or renamed.",
  );
}

function toFields(zone: Zone, request: DnsRecordRequest): Fields {
  const proxied = request.proxied ?? false;
  const ttl = proxied ? 1 : (request.ttl ?? 1);
  assertContent(request);
  if (proxied && request.type === "TXT") {
    throw new CloudflareError(400, 9004, "This record type cannot be proxied.");
  }
  if (ttl !== 1 && (ttl < 60 || ttl > 86_400)) {
    throw new CloudflareError(400, 9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.");
  }
  const content = request.type === "TXT" ? request.content : request.content.toLowerCase().replace(/\.$/, "");
  const { type, comment = null, tags } = request;
  return { type, name: toFullName(zone, request.name), content, proxied, ttl, comment, tags: tags ?? [] };
}

function assertContent({ type, content }: DnsRecordRequest): void {
  if (type === "A" && !isIPv4(content)) {
    throw new CloudflareError(400, 9005, "Content for A record must be a valid IPv4 address.");
  }
  if (type === "AAAA" && !isIPv6(content)) {
    throw new CloudflareError(400, 9006, "Content for AAAA record must be a valid IPv6 address.");
  }
  if (type === "CNAME" && !/^[\w*-]+(\.[\w-]+)+\.?$/.test(content)) {
    throw new CloudflareError(400, 9007, "Content for CNAME record is invalid.");
  }
}

/** Completes @ and names without the zone, as the vendor does. */
function toFullName(zone: Zone, name: string): string {
  const lower = name.toLowerCase().replace(/\.$/, "");
  if (lower === "@" || lower === zone.name) {
    return zone.name;
  }
  return lower.endsWith(`.${zone.name}`) ? lower : `${lower}.${zone.name}`;
}

function assertNoConflict(zone: Zone, fields: Fields, self?: DnsRecord): void {
  const others = zone.recordsNamed(fields.name).filter((record) => record !== self);
  if (others.some(({ type, content }) => type === fields.type && content === fields.content)) {
    throw new CloudflareError(400, 81057, "The record already exists.");
  }
  if (fields.type === "TXT") {
    return;
  }
  const addresses = others.filter(({ type }) => type !== "TXT");
  if (fields.type === "CNAME" && addresses.length > 0) {
    throw new CloudflareError(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
  }
  if (addresses.some(({ type }) => type === "CNAME")) {
    throw new CloudflareError(400, 81054, "A CNAME record with that host already exists.");
  }
}
