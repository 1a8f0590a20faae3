import { z } from "zod";
import type { Clock } from "../http/clock.ts";
import type { HttpClient } from "../http/http-client.ts";
import { path } from "../http/path.ts";
import { isKind, VendorError } from "../http/vendor-error.ts";
import { Snapshot } from "../snapshot.ts";
import { AddonInfo, AddonSummary } from "./schema.ts";

export type ConfigMap = Readonly<Record<string, string>>;

export type VendorApiClient = ReturnType<typeof createVendorApiClient>;

export interface VendorApiOptions {
  /** Whether the reads of a run share one listing. */
  readonly areReadsShared: boolean;
  readonly clock: Clock;
}

/** More pages than any provider has; ends a listing if the vendor never stops responding. */
const pageCountMax = 10_000;

/** Clever Cloud's Add-on Infos API (base https://api.clever-cloud.com/v2, Basic provider id and password). */
export function createVendorApiClient(http: HttpClient, options: VendorApiOptions) {
  /** GET /vendor/apps ("List all add-ons provided by you"), page by page. */
  async function* listAddons(): AsyncGenerator<AddonSummary, void, void> {
    const seen = new Set<string>();
    let offset = 0;
    for (let page = 0; page < pageCountMax; page += 1) {
      const entries = await http.send({
        method: "GET",
        path: path`/vendor/apps`,
        // The page does not mention paging; `offset` is only in the API's OpenAPI, and the page size nowhere.
        query: { offset: offset === 0 ? undefined : offset },
        schema: z.array(AddonSummary),
      });
      const fresh = entries.filter(({ addon_id }) => !seen.has(addon_id));
      // An API that does not know `offset` would return the first page forever.
      if (fresh.length === 0) {
        return;
      }
      for (const entry of fresh) {
        seen.add(entry.addon_id);
        yield entry;
      }
      offset += entries.length;
    }
  }

  /** GET /vendor/apps/{addonId} ("Get information about a specific add-on"). */
  function getAddon(addonId: string, secrets: readonly string[] = []): Promise<AddonInfo> {
    return http.send({ method: "GET", path: path`/vendor/apps/${addonId}`, secrets, schema: AddonInfo });
  }

  /** The entry of one add-on in GET /vendor/apps, the only response with the plan. */
  async function findListed(addonId: string): Promise<AddonSummary | undefined> {
    for await (const entry of listAddons()) {
      if (entry.addon_id === addonId) {
        return entry;
      }
    }
    return undefined;
  }

  /**
   * GET /vendor/apps/{addonId}; undefined if Clever Cloud does not know the add-on (yet, or any longer). No
   * page documents the error, and gateways also return 404 with a `message`, so it counts only if the listing
   * lacks the add-on as well.
   */
  async function findAddon(addonId: string, secrets: readonly string[] = []): Promise<AddonInfo | undefined> {
    try {
      return await getAddon(addonId, secrets);
    } catch (error) {
      if (!isKind(error, "not-found")) {
        throw error;
      }
      // A shared listing may be older than the add-on's deletion.
      if ((await readListed(addonId)) && (await findListed(addonId))) {
        const detail = `${error.details.detail}; yet GET /vendor/apps lists the add-on`;
        throw new VendorError({ ...error.details, kind: "invalid", detail }, { cause: error });
      }
      return undefined;
    }
  }

  const listing = new Snapshot(async () => {
    const entries = new Map<string, AddonSummary>();
    for await (const entry of listAddons()) {
      entries.set(entry.addon_id, entry);
    }
    return entries;
  }, options.clock);

  /** The same for one of many reads that share the listing. */
  async function readListed(addonId: string): Promise<AddonSummary | undefined> {
    return options.areReadsShared ? (await listing.get()).get(addonId) : findListed(addonId);
  }

  return {
    listAddons,
    getAddon,
    findListed,

    readListed,

    /** Makes the next read list again, since something was written here or at a provider. */
    forgetListing: (): void => listing.clear(),

    findAddon,

    /**
     * POST /vendor/apps/{addonId}/consumptions (billOwner in the API's OpenAPI; not documented elsewhere):
     * adds a cost to the invoice of the add-on's owner. A repeated call cannot be detected, so an unknown
     * outcome stays unknown.
     */
    billConsumption: (addonId: string, cost: number): Promise<unknown> =>
      http.send({
        method: "POST",
        path: path`/vendor/apps/${addonId}/consumptions`,
        body: { cost },
        // The OpenAPI documents a status and no body.
        schema: z.unknown(),
      }),

    /**
     * PUT /vendor/apps/{addonId} ("Update the configuration variables for an add-on"); takes the whole map.
     */
    putConfig: async (addonId: string, config: ConfigMap, secrets: readonly string[] = []): Promise<void> => {
      await http.send({
        method: "PUT",
        path: path`/vendor/apps/${addonId}`,
        body: { config },
        secrets: [...secrets, ...Object.values(config)],
        // The page documents a status and no body.
        schema: z.unknown(),
      });
    },
  };
}
