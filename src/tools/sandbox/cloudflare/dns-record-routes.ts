import type { Hono } from "hono";
import { z } from "zod";
import { toIsoTime } from "../clock.ts";
import type { JsonObject } from "../json-body.ts";
import type { SandboxEnv } from "../sandbox-context.ts";
import type { CloudflareAccount } from "./cloudflare-account.ts";
import { readBody } from "./custom-hostname-routes.ts";
import { selectRecords } from "./dns-record-list.ts";
import { createRecord, DnsRecordRequest, deleteRecord, writeRecord } from "./dns-record-write.ts";
import { answer, CloudflareError } from "./envelope.ts";
import { pageOf, parsePaging } from "./paging.ts";
import { type DnsRecord, getZone, type Zone } from "./zone.ts";

const limits = { perPageDefault: 100, perPageMin: 1, perPageMax: 5_000_000 };

/**
 * DNS records of a zone. Statuses are refreshed before every change, so that a change cannot undo what was
 * already active.
 */
export function addDnsRecordRoutes(app: Hono<SandboxEnv>, account: CloudflareAccount): void {
  addCollectionRoutes(app, account);
  addRecordRoutes(app, account);
}

function addCollectionRoutes(app: Hono<SandboxEnv>, account: CloudflareAccount): void {
  const collection = "/zones/:zone/dns_records";

  app.get(collection, (c) => {
    const zone = getZone(account.zones, c.req.param("zone"));
    const selected = selectRecords(c.req.query(), zone);
    const { page, info } = pageOf(selected, parsePaging(c.req.query(), limits), selected.length);
    return answer(c, page.map(recordToWire), { resultInfo: info });
  });

  app.post(collection, async (c) => {
    const zone = getZone(account.zones, c.req.param("zone"));
    const record = createRecord(zone, parseRecord(await readBody(c)), account.context.clock.now());
    return answer(c, recordToWire(record));
  });
}

function addRecordRoutes(app: Hono<SandboxEnv>, account: CloudflareAccount): void {
  const { clock } = account.context;
  const one = "/zones/:zone/dns_records/:id";
  const change = (write: () => void) => {
    account.refreshAll();
    write();
    account.noteDepartures();
  };

  app.get(one, (c) => {
    const zone = getZone(account.zones, c.req.param("zone"));
    return answer(c, recordToWire(getRecord(zone, c.req.param("id"))));
  });

  app.put(one, async (c) => {
    const zone = getZone(account.zones, c.req.param("zone"));
    const record = getRecord(zone, c.req.param("id"));
    const request = parseRecord(await readBody(c));
    change(() => writeRecord(zone, record, request, clock.now()));
    return answer(c, recordToWire(record));
  });

  app.patch(one, async (c) => {
    const zone = getZone(account.zones, c.req.param("zone"));
    const record = getRecord(zone, c.req.param("id"));
    const { type, name, content, proxied, ttl, comment, tags } = record;
    const current = { type, name, content, proxied, ttl, comment, tags };
    const request = parseRecord({ ...current, ...(await readBody(c)) });
    change(() => writeRecord(zone, record, request, clock.now()));
    return answer(c, recordToWire(record));
  });

  app.delete(one, (c) => {
    const zone = getZone(account.zones, c.req.param("zone"));
    const record = getRecord(zone, c.req.param("id"));
    change(() => deleteRecord(zone, record));
    return answer(c, { id: record.id });
  });
}

function parseRecord(body: JsonObject): DnsRecordRequest {
  const result = DnsRecordRequest.safeParse(body);
  if (result.success) {
    return result.data;
  }
  throw new CloudflareError(400, 9000, `DNS record is invalid: ${z.prettifyError(result.error)}`);
}

function getRecord(zone: Zone, id: string): DnsRecord {
  const record = zone.records.find(id);
  if (record === undefined) {
    throw new CloudflareError(404, 81044, "Record does not exist.");
  }
  return record;
}

/** A DNS record as the API returns it. */
export function recordToWire(record: DnsRecord) {
  return {
    id: record.id,
    name: record.name,
    type: record.type,
    content: record.content,
    proxiable: record.type !== "TXT",
    proxied: record.proxied,
    ttl: record.ttl,
    settings: {},
    meta: {},
    comment: record.comment,
    tags: record.tags,
    created_on: toIsoTime(record.createdAtMs),
    modified_on: toIsoTime(record.modifiedAtMs),
    ...(record.commentModifiedAtMs === undefined ? {} : { comment_modified_on: toIsoTime(record.commentModifiedAtMs) }),
  };
}
