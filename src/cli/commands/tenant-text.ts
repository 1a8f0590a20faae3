import { z } from "zod";
import { toColumns } from "../kernel/to-columns.ts";

const Condition = z.object({ type: z.string(), status: z.string(), reason: z.string(), message: z.string() });
const Hostname = z.looseObject({
  hostname: z.string(),
  observed: z.looseObject({ status: z.string(), certificateStatus: z.string().nullable() }).nullable(),
});

/** The fields of a tenant that the commands show; the API returns more. */
export const Tenant = z.looseObject({
  id: z.string(),
  source: z.string(),
  externalId: z.string(),
  state: z.string(),
  plan: z.string(),
  owner: z.looseObject({ login: z.string() }).nullable(),
  hostnames: z.array(Hostname),
  generation: z.number(),
  observedGeneration: z.number(),
  conditions: z.array(Condition),
});
type Tenant = z.output<typeof Tenant>;

const columns = {
  id: ({ id }: Tenant) => id,
  source: ({ source }: Tenant) => source,
  externalId: ({ externalId }: Tenant) => externalId,
  state: ({ state }: Tenant) => state,
  plan: ({ plan }: Tenant) => plan,
  ready: ({ conditions }: Tenant) => {
    const ready = conditions.find(({ type }) => type === "Ready");
    return ready ? `${ready.status} (${ready.reason})` : "unknown";
  },
};
type Column = keyof typeof columns;
export const sortColumns = Object.keys(columns) as Column[];

/** Tenants in the order of a column's texts. */
export function sortTenants(tenants: readonly Tenant[], column: Column): Tenant[] {
  const textOf = columns[column];
  return tenants.toSorted((one, other) => (textOf(one) < textOf(other) ? -1 : Number(textOf(one) > textOf(other))));
}

function rowsOf(tenants: readonly Tenant[]): string[][] {
  return tenants.map((tenant) => Object.values(columns).map((textOf) => textOf(tenant)));
}

/** A table of tenants for people. */
export function toTenantTable(tenants: readonly Tenant[]): string {
  return toColumns(["ID", "SOURCE", "EXTERNAL ID", "STATE", "PLAN", "READY"], rowsOf(tenants));
}

/** The same as comma-separated values (RFC 4180). */
export function toTenantCsv(tenants: readonly Tenant[]): string {
  return [sortColumns, ...rowsOf(tenants)].map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The details of one tenant for people. */
export function toTenantDetails({ hostnames, conditions, owner, ...tenant }: Tenant): string {
  const facts = [
    ["id", tenant.id],
    ["source", `${tenant.source}, ${tenant.externalId}`],
    ["state", tenant.state],
    ["plan", tenant.plan],
    ["owner", owner?.login ?? "not known yet"],
    ["generation", `${tenant.generation}, the vendors are at ${tenant.observedGeneration}`],
  ].map(([name = "", value]) => `${name.padEnd(10)}  ${value}\n`);
  const names = hostnames.map(({ hostname, observed }) => [
    hostname,
    observed?.status ?? "not seen yet",
    observed?.certificateStatus ?? "",
  ]);
  const aspects = conditions.map(({ type, status, reason, message }) => [type, status, reason, message]);
  return [
    ...facts,
    ...(names.length > 0 ? ["\n", toColumns(["HOSTNAME", "STATUS", "CERTIFICATE"], names)] : []),
    "\n",
    toColumns(["CONDITION", "STATUS", "REASON", "MESSAGE"], aspects),
  ].join("");
}
