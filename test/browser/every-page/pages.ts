import type { Page } from "playwright-core";
import { longHostname, longMember } from "./long-names.ts";

/** The seeded records that the pages need. */
export interface SeededRecords {
  readonly tenantId: string;
  readonly suspendedId: string;
  readonly removedId: string;
  readonly shard: string;
  readonly runId: number;
  readonly requestId: string;
  readonly changedFinding: string;
  readonly unmanagedFinding: string;
  readonly hostnames: readonly string[];
}

interface PanelPage {
  readonly path: string;
  /** An action on the page before it is measured. */
  readonly act?: (page: Page) => Promise<unknown>;
}

/** Pages that exist with an empty database, too. */
export const emptyPages: readonly string[] = [
  "/docs",
  "/console",
  "/console?by=day",
  "/console/tenants",
  "/console/tenants?text=none-of-these",
  "/console/shards",
  "/console/runs",
  "/console/drift",
  "/console/drift?state=closed",
  "/console/drift/scans",
  "/console/vendors",
  "/console/vendors?by=hour",
  "/console/requests",
  "/console/audit",
  "/console/sessions",
  "/console/tenants/none",
];

/** The console's pages of single records. */
export function recordPages(seeded: SeededRecords): string[] {
  const { tenantId, suspendedId, removedId, shard, runId, requestId, changedFinding, unmanagedFinding } = seeded;
  return [
    ...[tenantId, suspendedId, removedId].map((id) => `/console/tenants/${id}`),
    ...["suspend", "remove"].map((action) => `/console/tenants/${tenantId}/${action}`),
    `/console/shards/${shard}`,
    `/console/runs/${runId}`,
    ...["", "/replay"].map((page) => `/console/requests/${requestId}${page}`),
    ...["", "/remediate"].map((page) => `/console/drift/findings/${changedFinding}${page}`),
    ...["", "/adopt"].map((page) => `/console/drift/findings/${unmanagedFinding}${page}`),
  ];
}

/** The panel's pages, and the answers to its forms. */
export function panelPages({ tenantId, hostnames }: SeededRecords): PanelPage[] {
  const base = `/panel/${tenantId}`;
  const submitFirst = (page: Page) => page.locator("main form button").first().click();
  const fill = (field: string, text: string) => async (page: Page) => {
    await page.locator(`[name=${field}]`).fill(text);
    await submitFirst(page);
  };
  return [
    { path: base },
    { path: base, act: (page) => page.locator("form[action$=license] button").click() },
    { path: `${base}/domains` },
    { path: `${base}/domains`, act: fill("domain", longHostname) },
    ...hostnames.map((hostname) => ({ path: `${base}/domains/${hostname}` })),
    { path: `${base}/domains/${longHostname}/remove` },
    { path: `${base}/members` },
    { path: `${base}/members`, act: fill("login", longMember) },
    { path: `${base}/members/${longMember}/remove` },
    { path: `${base}/config-vars` },
    { path: `${base}/config-vars`, act: submitFirst },
    { path: `${base}/domains/none.acme-shoes.at` },
  ];
}
