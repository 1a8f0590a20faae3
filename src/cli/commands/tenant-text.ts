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

/** A table of tenants for people. */
export function toTenantTable(tenants: readonly Tenant[]): string {
  const rows = tenants.map(({ id, source, externalId, state, plan, conditions }) => {
    const ready = conditions.find(({ type }) => type === "Ready");
    return [id, source, externalId, state, plan, ready ? `${ready.status} (${ready.reason})` : "unknown"];
  });
  return toColumns(["ID", "SOURCE", "EXTERNAL ID", "STATE", "PLAN", "READY"], rows);
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
