import { VendorError } from "@marketplane/providers/http/vendor-error.ts";
import type { Counter } from "@prometheus-io/client";
import type { Kysely, Selectable } from "kysely";
import type { Logger } from "pino";
import type { ConsumptionTable } from "../../core/db/tables/usage-tables.ts";
import type { Tables } from "../../core/db/tables.ts";
import { appendAudit } from "../../core/ledger/append-audit.ts";
import { inLedgerTransaction } from "../../core/ledger/ledger-transaction.ts";
import type { UsageBilling } from "./usage-billing.ts";

type Consumption = Selectable<ConsumptionTable>;

export interface SendOptions {
  /** The add-on whose consumptions are sent; all by default. */
  readonly addonId?: string | undefined;
  readonly db: Kysely<Tables>;
  /** The marketplace whose tenants are billed. */
  readonly billing: UsageBilling;
  readonly log: Logger;
  /** Counts the states that calls end in. */
  readonly sent: Counter<"state">;
  now(): Date;
}

/** Longer than any call can take, repetitions and pauses included. */
const abandonedAfterMs = 3_600_000;
const answerLengthMax = 2_000;

/**
 * Sends what is pending, each at most once: that a call is about to be made is committed before it is made. A call whose
 * outcome is unknown, by a lost answer or because its process died, is never made again by itself; an operator looks at
 * the marketplace's invoice and resolves it. Only a call that was not taken for certain is pending again.
 */
export async function sendConsumptions(options: SendOptions): Promise<void> {
  await giveUpAbandoned(options);
  for (let next = await claimNext(options); next !== undefined; next = await claimNext(options)) {
    const { state, answer } = await send(next, options);
    await settle(next, { state, answer }, options);
    if (state === "pending") {
      // The marketplace is away, or refuses everything: the next round tries again.
      return;
    }
  }
}

/** Of those that wait, one that no other process is taking at this moment. */
function claimNext({ db, billing, now, addonId }: SendOptions): Promise<Consumption | undefined> {
  return db
    .updateTable("consumptions")
    .set({ state: "sending", sentAt: now() })
    .where((where) =>
      where(
        where.refTuple("addonId", "period", "part"),
        "in",
        where
          .selectFrom("consumptions")
          .select(["addonId", "period", "part"])
          .where("state", "=", "pending")
          .where(({ exists, selectFrom }) =>
            exists(
              selectFrom("tenants")
                .select("id")
                .whereRef("tenants.id", "=", "consumptions.tenantId")
                .where("source", "=", billing.source),
            ),
          )
          .$if(addonId !== undefined, (query) => query.where("addonId", "=", addonId ?? ""))
          .orderBy("period")
          .orderBy("addonId")
          .orderBy("part")
          .limit(1)
          .forUpdate()
          .skipLocked()
          .$asTuple("addonId", "period", "part"),
      ),
    )
    .returningAll()
    .executeTakeFirst();
}

type Settlement = Pick<Consumption, "state" | "answer">;

async function send({ addonId, cost }: Consumption, { billing }: SendOptions): Promise<Settlement> {
  try {
    const answer = await billing.billConsumption(addonId, Number(cost));
    return { state: "sent", answer: JSON.stringify(answer ?? null).slice(0, answerLengthMax) };
  } catch (error) {
    const answer = error instanceof Error ? error.message.slice(0, answerLengthMax) : String(error);
    return { state: stateAfter(error), answer };
  }
}

function stateAfter(error: unknown): Consumption["state"] {
  if (!(error instanceof VendorError) || (error.details.outcome === "unknown" && !isTurnedAway(error))) {
    return "unknown";
  }
  const isForAll = error.kind === "unavailable" || error.kind === "rate-limited" || error.kind === "unauthorized";
  return isForAll ? "pending" : "refused";
}

/**
 * A 503 with Retry-After: the server was unable to handle the request and asks for it again (RFC 9110, 15.6.4). Without
 * Retry-After a gateway may have lost the answer of a server that did the work, as with 502 and 504.
 */
function isTurnedAway({ details: { status, retryAfterMs } }: VendorError): boolean {
  return status === 503 && retryAfterMs !== undefined;
}

async function settle(consumption: Consumption, { state, answer }: Settlement, options: SendOptions): Promise<void> {
  const { db, log, sent, now } = options;
  const { addonId, period, part, tenantId, cost, sentAt } = consumption;
  sent.inc({ state });
  log[state === "sent" ? "info" : "warn"]({ addonId, period, part, cost, state, answer }, "consumption");
  await inLedgerTransaction(db, async (transaction) => {
    await transaction
      .updateTable("consumptions")
      .set({ state, answer, sentAt: state === "pending" ? null : sentAt })
      .where("addonId", "=", addonId)
      .where("period", "=", period)
      .where("part", "=", part)
      // Whoever was away for too long has been given up, but still knows best.
      .where("state", "in", ["sending", "unknown"])
      .where("sentAt", "=", sentAt)
      .execute();
    if (state !== "pending") {
      const detail = { addonId, period, part, cost, answer };
      await appendAudit(transaction, { at: now(), actor: "system", action: `consumption.${state}`, tenantId, detail });
    }
  });
}

/** The process that was about to make the call is gone: nobody will ever know whether it was made. */
async function giveUpAbandoned({ db, log, sent, now }: SendOptions): Promise<void> {
  const at = now();
  const oldest = new Date(at.getTime() - abandonedAfterMs);
  const abandoned = await inLedgerTransaction(db, async (transaction) => {
    const rows = await transaction
      .updateTable("consumptions")
      .set({ state: "unknown", answer: "The process that made the call ended before its answer." })
      .where("state", "=", "sending")
      .where("sentAt", "<", oldest)
      .returningAll()
      .execute();
    for (const { addonId, period, part, tenantId, cost } of rows) {
      const detail = { addonId, period, part, cost };
      await appendAudit(transaction, { at, actor: "system", action: "consumption.unknown", tenantId, detail });
    }
    return rows;
  });
  for (const { addonId, period, part } of abandoned) {
    sent.inc({ state: "unknown" });
    log.warn({ addonId, period, part }, "a consumption may have been sent or not: resolve it by hand");
  }
}
