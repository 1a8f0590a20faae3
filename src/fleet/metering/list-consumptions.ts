import type { Kysely, Selectable } from "kysely";
import type { ConsumptionTable } from "../../core/db/tables/usage-tables.ts";
import type { Tables } from "../../core/db/tables.ts";

export type Consumption = Selectable<ConsumptionTable>;

interface ConsumptionQuery {
  readonly state?: Consumption["state"] | undefined;
  readonly period?: string | undefined;
  /** Only consumptions after this one in the order of the list. */
  readonly after?: Pick<Consumption, "period" | "addonId" | "part"> | undefined;
  readonly limit: number;
}

/** Consumptions, newest month first. */
export function listConsumptions(
  db: Kysely<Tables>,
  { state, period, after, limit }: ConsumptionQuery,
): Promise<Consumption[]> {
  return db
    .selectFrom("consumptions")
    .selectAll()
    .where((where) =>
      where.and([
        ...(state === undefined ? [] : [where("state", "=", state)]),
        ...(period === undefined ? [] : [where("period", "=", period)]),
        ...(after === undefined
          ? []
          : [
              where(
                where.refTuple("period", "addonId", "part"),
                "<",
                where.tuple(after.period, after.addonId, after.part),
              ),
            ]),
      ]),
    )
    .orderBy("period", "desc")
    .orderBy("addonId", "desc")
    .orderBy("part", "desc")
    .limit(limit)
    .execute();
}
