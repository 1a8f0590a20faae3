import type { ResultInfo } from "./envelope.ts";
import { CloudflareError } from "./envelope.ts";

export interface Paging {
  readonly page: number;
  readonly perPage: number;
}

interface PagingLimits {
  readonly perPageDefault: number;
  readonly perPageMin: number;
  readonly perPageMax: number;
}

/** Page and per_page of a query; refused outside the call's limits. */
export function parsePaging(query: Record<string, string>, limits: PagingLimits): Paging {
  const page = parseNumber("page", query.page, 1);
  const perPage = parseNumber("per_page", query.per_page, limits.perPageDefault);
  if (page < 1) {
    throw new CloudflareError(400, 1400, "page must be 1 or more");
  }
  if (perPage < limits.perPageMin || perPage > limits.perPageMax) {
    throw new CloudflareError(400, 1400, `per_page must be between ${limits.perPageMin} and ${limits.perPageMax}`);
  }
  return { page, perPage };
}

/** One page of a list, with the vendor's result_info. */
export function pageOf<T>(entries: readonly T[], paging: Paging, totalCount: number): { page: T[]; info: ResultInfo } {
  const start = (paging.page - 1) * paging.perPage;
  const page = entries.slice(start, start + paging.perPage);
  const info = {
    page: paging.page,
    per_page: paging.perPage,
    count: page.length,
    total_count: totalCount,
    total_pages: Math.ceil(entries.length / paging.perPage),
  };
  return { page, info };
}

function parseNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === "") {
    return fallback;
  }
  if (!/^\d{1,9}$/.test(text)) {
    throw new CloudflareError(400, 1400, `${name} must be a number`);
  }
  return Number(text);
}
