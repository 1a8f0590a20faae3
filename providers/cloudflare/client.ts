import { z } from "zod";
import { BulkReads } from "../bulk-reads.ts";
import type { Clock } from "../http/clock.ts";
import type { HttpClient, HttpRequest } from "../http/http-client.ts";
import { noticeWrites } from "../http/notice-writes.ts";
import { pagesAhead } from "../http/pages-ahead.ts";
import { type Path, path } from "../http/path.ts";
import { hasCode, isKind } from "../http/vendor-error.ts";
import type { CertificatePace } from "./certificate-pace.ts";
import { changeOf, readItems, resultOf, showMessages } from "./envelope.ts";
import { CustomHostname, Deleted, DnsRecord, FallbackOrigin, Quota, Zone } from "./schema.ts";

/** The body of POST and PATCH for a custom hostname, in the vendor's names. */
export interface CustomHostnameBody {
  readonly hostname?: string;
  /** The text "null" removes the certificate; leaving `ssl` out changes nothing. */
  readonly ssl?: Readonly<Record<string, unknown>> | "null";
  readonly custom_metadata?: Readonly<Record<string, unknown>>;
  readonly custom_origin_server?: string | null;
  readonly custom_origin_sni?: string | null;
}

/** Filters of the listing of custom hostnames. Older versions of the contract have only `hostname`. */
export interface HostnameQuery {
  readonly hostname?: string | undefined;
  readonly "hostname.contain"?: string | undefined;
  readonly hostname_status?: string | undefined;
  readonly ssl_status?: string | undefined;
  readonly custom_origin_server?: string | undefined;
}

export interface DnsRecordBody {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly ttl: number;
  readonly proxied?: boolean;
  readonly comment?: string;
}

type HostnameChange = Omit<HttpRequest<z.ZodType>, "schema"> & { readonly body: CustomHostnameBody };

export type CloudflareClient = ReturnType<typeof createCloudflareClient>;

/** More pages than any zone has; ends a listing if the vendor never stops responding. */
const pageCountMax = 10_000;
/** Pages of a listing requested concurrently. */
const pagesAtOnce = 8;

export interface CloudflareClientOptions {
  /** Custom hostnames per page; if Cloudflare rejects the size, `perPageSafe` is used. */
  readonly perPage: number;
  /** Whether the reads of a run are answered from a listing of the zone. */
  readonly areReadsShared: boolean;
  readonly clock: Clock;
  /** Shared by all clients of the account. */
  readonly pace: CertificatePace;
}

/** The smallest limit in any published version of the contract, for any listing. */
export const perPageSafe = 50;

/**
 * One function per call of Cloudflare's API that custom hostnames need (base
 * https://api.cloudflare.com/client/v4).
 */
export function createCloudflareClient(transport: HttpClient, options: CloudflareClientOptions) {
  let hostnamesPerPage = options.perPage;
  const http = noticeWrites(transport, () => hostnames.clear());

  async function* list<Item extends { readonly id: string }>(
    collection: Path,
    schema: z.ZodType<Item>,
    query: Readonly<Record<string, string | undefined>> = {},
    perPage = perPageSafe,
  ): AsyncGenerator<Item, void, void> {
    const fetchPage = (page: number) =>
      http.send({
        method: "GET",
        path: collection,
        query: { ...query, page, per_page: perPage },
        schema: z.object({
          // Without this check, a proxy's JSON response would be read as an empty listing.
          success: z.literal(true),
          result: z
            .array(z.unknown())
            .nullable()
            .transform((items) => items ?? []),
          result_info: z
            .object({ per_page: z.int().positive(), total_count: z.int().optional().catch(undefined) })
            .nullish()
            .catch(undefined),
        }),
      });
    // total_count is documented to ignore filters, so with a filter it predicts nothing.
    const isWhole = Object.values(query).every((value) => value === undefined);
    const pages = pagesAhead({
      fetch: fetchPage,
      expectedOf: ({ result_info: info }) =>
        isWhole && info?.total_count !== undefined ? Math.ceil(info.total_count / info.per_page) : 1,
      atOnce: pagesAtOnce,
      pagesMax: pageCountMax,
    });
    const seen = new Set<string>();
    for await (const answer of pages) {
      // Pages shift while objects are created and deleted, so an object can appear twice.
      const fresh = readItems(answer.result, schema).filter(({ id }) => !seen.has(id));
      for (const item of fresh) {
        seen.add(item.id);
        yield item;
      }
      // A short page ends a listing: shorter than requested, or than the size that Cloudflare used instead.
      if (answer.result.length < Math.min(perPage, answer.result_info?.per_page ?? perPage)) {
        return;
      }
    }
  }

  async function* listCustomHostnames(zoneId: string, query: HostnameQuery = {}) {
    const collection = path`/zones/${zoneId}/custom_hostnames`;
    const filters = { ...query };
    let isBegun = false;
    try {
      for await (const hostname of list(collection, CustomHostname, filters, hostnamesPerPage)) {
        isBegun = true;
        yield hostname;
      }
    } catch (error) {
      if (isBegun || hostnamesPerPage <= perPageSafe || !isKind(error, "invalid")) {
        throw error;
      }
      // Older contracts allow fewer hostnames per page than the current one.
      hostnamesPerPage = perPageSafe;
      yield* list(collection, CustomHostname, filters, hostnamesPerPage);
    }
  }

  function getCustomHostname(zoneId: string, id: string): Promise<CustomHostname> {
    return http.send({
      method: "GET",
      path: path`/zones/${zoneId}/custom_hostnames/${id}`,
      schema: resultOf(CustomHostname),
    });
  }

  /** Undefined only if Cloudflare reports that the hostname does not exist (404 with 1436 or 1551). */
  async function findCustomHostname(zoneId: string, id: string): Promise<CustomHostname | undefined> {
    try {
      return await getCustomHostname(zoneId, id);
    } catch (error) {
      if (isUnknownHostname(error)) {
        return undefined;
      }
      throw error;
    }
  }

  function getFallbackOrigin(zoneId: string): Promise<FallbackOrigin> {
    return http.send({
      method: "GET",
      path: path`/zones/${zoneId}/custom_hostnames/fallback_origin`,
      schema: resultOf(FallbackOrigin),
    });
  }

  async function changeHostname(request: HostnameChange): Promise<CustomHostname> {
    const isPaced = request.body.ssl !== undefined;
    const send = () => http.send({ ...request, isPaced, schema: changeOf(CustomHostname) });
    const { result, messages } = await (isPaced ? options.pace.run(send) : send());
    showMessages(result.hostname, messages, request.secrets);
    return result;
  }

  const hostnames = new BulkReads<CustomHostname>(
    { get: findCustomHostname, list: listCustomHostnames, idOf: ({ id }) => id },
    options.clock,
  );

  return {
    /** GET /zones */
    listZones: (query: { readonly name?: string } = {}) => list(path`/zones`, Zone, query),

    /** GET /zones/{zone}/dns_records */
    listDnsRecords: (zoneId: string, query: { readonly name?: string; readonly type?: string } = {}) =>
      list(path`/zones/${zoneId}/dns_records`, DnsRecord, query),

    /** GET /zones/{zone}/dns_records/{id} */
    getDnsRecord: (zoneId: string, id: string) =>
      http.send({ method: "GET", path: path`/zones/${zoneId}/dns_records/${id}`, schema: resultOf(DnsRecord) }),

    /** POST /zones/{zone}/dns_records */
    createDnsRecord: (zoneId: string, body: DnsRecordBody) =>
      http.send({ method: "POST", path: path`/zones/${zoneId}/dns_records`, body, schema: resultOf(DnsRecord) }),

    /** PATCH /zones/{zone}/dns_records/{id} */
    updateDnsRecord: (zoneId: string, id: string, body: Partial<DnsRecordBody>) =>
      http.send({ method: "PATCH", path: path`/zones/${zoneId}/dns_records/${id}`, body, schema: resultOf(DnsRecord) }),

    /** DELETE /zones/{zone}/dns_records/{id} */
    deleteDnsRecord: async (zoneId: string, id: string): Promise<void> => {
      await http.send({ method: "DELETE", path: path`/zones/${zoneId}/dns_records/${id}`, schema: Deleted });
    },

    /** GET /zones/{zone}/custom_hostnames, all pages */
    listCustomHostnames,

    /** The number of custom hostnames per page, as far as it is known yet. */
    hostnamesPerPage: () => hostnamesPerPage,

    /** GET /zones/{zone}/custom_hostnames/{id} */
    getCustomHostname,

    /** GET /zones/{zone}/custom_hostnames/{id}; undefined if it does not exist */
    findCustomHostname,

    /** The same for a run of many reads, which the listing answers, too */
    readCustomHostnames: (zoneId: string) =>
      options.areReadsShared ? hostnames.list(zoneId) : listCustomHostnames(zoneId),

    /** One hostname for one of many reads, which a listing of the zone may answer */
    readCustomHostname: (zoneId: string, id: string) =>
      options.areReadsShared ? hostnames.read(zoneId, id) : findCustomHostname(zoneId, id),

    /** POST /zones/{zone}/custom_hostnames */
    createCustomHostname: (zoneId: string, body: CustomHostnameBody, secrets: readonly string[] = []) =>
      changeHostname({ method: "POST", path: path`/zones/${zoneId}/custom_hostnames`, body, secrets }),

    /** PATCH /zones/{zone}/custom_hostnames/{id}; every PATCH restarts Cloudflare's validation */
    updateCustomHostname: (zoneId: string, id: string, body: CustomHostnameBody, secrets: readonly string[] = []) =>
      changeHostname({
        method: "PATCH",
        path: path`/zones/${zoneId}/custom_hostnames/${id}`,
        body,
        secrets,
        // Sending the same values twice has the same result; only the validation schedule restarts.
        isRepeatable: true,
      }),

    /** DELETE /zones/{zone}/custom_hostnames/{id}; responds with a bare {"id"} */
    deleteCustomHostname: async (zoneId: string, id: string): Promise<void> => {
      await http.send({
        method: "DELETE",
        path: path`/zones/${zoneId}/custom_hostnames/${id}`,
        // One published version of the contract requires a JSON body here.
        body: {},
        schema: Deleted,
      });
    },

    /** GET /zones/{zone}/custom_hostnames/quota */
    getQuota: (zoneId: string) =>
      http.send({ method: "GET", path: path`/zones/${zoneId}/custom_hostnames/quota`, schema: resultOf(Quota) }),

    /** GET /zones/{zone}/custom_hostnames/fallback_origin */
    getFallbackOrigin,

    /**
     * GET /zones/{zone}/custom_hostnames/fallback_origin; undefined only if Cloudflare reports that none is
     * set
     */
    findFallbackOrigin: async (zoneId: string): Promise<FallbackOrigin | undefined> => {
      try {
        return await getFallbackOrigin(zoneId);
      } catch (error) {
        if (isUnsetOrigin(error)) {
          return undefined;
        }
        throw error;
      }
    },

    /** PUT /zones/{zone}/custom_hostnames/fallback_origin */
    putFallbackOrigin: async (zoneId: string, origin: string): Promise<FallbackOrigin> => {
      const { result, messages } = await http.send({
        method: "PUT",
        path: path`/zones/${zoneId}/custom_hostnames/fallback_origin`,
        body: { origin },
        schema: changeOf(FallbackOrigin),
      });
      showMessages(`fallback origin ${result.origin}`, messages);
      return result;
    },

    /** DELETE /zones/{zone}/custom_hostnames/fallback_origin; Cloudflare completes it in the background */
    deleteFallbackOrigin: async (zoneId: string): Promise<void> => {
      await http.send({
        method: "DELETE",
        path: path`/zones/${zoneId}/custom_hostnames/fallback_origin`,
        body: {},
        schema: z.unknown(),
      });
    },
  };
}

/**
 * Whether Cloudflare reports that the zone has no such custom hostname: 1436, or its general code for a
 * resource that does not exist. Its other 404s, such as one about the zone, do not mean that.
 */
export function isUnknownHostname(error: unknown): boolean {
  return isKind(error, "not-found") && (hasCode(error, "1436") || hasCode(error, "1551"));
}

/**
 * Whether Cloudflare reports that no fallback origin is set. No page documents the code: 1551 was observed,
 * and an error without code. Codes of custom hostnames are 14xx and 15xx; others concern the zone, the route
 * or the credentials.
 */
export function isUnsetOrigin(error: unknown): boolean {
  return isKind(error, "not-found") && (error.code === undefined || /^1[45]\d\d$/.test(error.code));
}
