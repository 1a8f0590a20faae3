import { VendorError } from "@marketplane/providers/http/vendor-error.ts";
import type { Counter } from "@prometheus-io/client";
import type { Kysely, Selectable } from "kysely";
import type { Logger } from "pino";
import type { ConsumptionTable } from "../../core/db/tables/usage-tables.ts";
import type { Tables } from "../../core/db/tables.ts";
import { appendAudit } from "../../core/ledger/audit-log.ts";
import { inLedgerTransaction } from "../../core/ledger/ledger-transaction.ts";
import type { UsageBilling } from "./usage-billing.ts";

type Consumption = Selectable<ConsumptionTable>;

export interface SendOptions {
  /** The add-on whose consumptions are sent; all add-ons by default. */
  readonly addonId?: string | undefined;
  readonly db: Kysely<Tables>;
  /** The marketplace whose tenants are billed. */
  readonly billing: UsageBilling;
  readonly log: Logger;
  /** Counts calls by the resulting state. */
  readonly sent: Counter<"state">;
  now(): Date;
}

/** Longer than any call can take, including retries and delays. */
const abandonedAfterMs = 3_600_000;
const answerLengthMax = 2_000;

/**
 * Sends pending consumptions, each at most once: the intent to call is committed before the call. If the
 * outcome is unknown because the response was lost or the process died, the call is never repeated
 * automatically; an operator checks the marketplace's invoice and resolves the consumption. A consumption
 * becomes pending again only if it certainly was not accepted.
 */
export async function sendConsumptions(options: SendOptions): Promise<void> {
  await markAbandoned(options);
  for (let next = await claimNext(options); next !== undefined; next = await claimNext(options)) {
    const { state, answer } = await send(next, options);
    await recordOutcome(next, { state, answer }, options);
    if (state === "pending") {
      // The marketplace is unavailable or rejects every call: retry in the next batch.
      return;
    }
  }
}

/** Claims a pending consumption that no other process is claiming. */
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

type Outcome = Pick<Consumption, "state" | "answer">;

async function send({ addonId, cost }: Consumption, { billing }: SendOptions): Promise<Outcome> {
  try {
    const answer = await billing.billConsumption(addonId, Number(cost));
    return { state: "sent", answer: JSON.stringify(answer ?? null).slice(0, answerLengthMax) };
  } catch (error) {
    const answer = error instanceof Error ? error.message.slice(0, answerLengthMax) : String(error);
    return { state: stateAfter(error), answer };
  }
}

function stateAfter(error: unknown): Consumption["state"] {
  if (!(error instanceof VendorError) || (error.details.outcome === "unknown" && !isRetryRequested(error))) {
    return "unknown";
  }
  const isForAll = error.kind === "unavailable" || error.kind === "rate-limited" || error.kind === "unauthorized";
  return isForAll ? "pending" : "refused";
}

/**
 * A 503 with Retry-After: the server did not handle the request and asks for a retry (RFC 9110, 15.6.4).
 * Without Retry-After, as with 502 and 504, a gateway may have lost the response of a server that did the
 * work.
 */
function isRetryRequested({ details: { status, retryAfterMs } }: VendorError): boolean {
  return status === 503 && retryAfterMs !== undefined;
}

async function recordOutcome(
  consumption: Consumption,
  { state, answer }: Outcome,
  options: SendOptions,
): Promise<void> {
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
      // A process that was given up as abandoned may still report the outcome.
      .where("state", "in", ["sending", "unknown"])
      .where("sentAt", "=", sentAt)
      .execute();
    if (state !== "pending") {
      const detail = { addonId, period, part, cost, answer };
      await appendAudit(transaction, { at: now(), actor: "system", action: `consumption.${state}`, tenantId, detail });
    }
  });
}

/** Marks consumptions as unknown whose process ended before it recorded an outcome. */
async function markAbandoned({ db, log, sent, now }: SendOptions): Promise<void> {
  const at = now();
  const oldest = new Date(at.getTime() - abandonedAfterMs);
  const abandoned = await inLedgerTransaction(db, async (transaction) => {
    const rows = await transaction
      .updateTable("consumptions")
      .set({ state: "unknown", answer: "The process ended before it received a response." })
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
    log.warn({ addonId, period, part }, "it is unknown whether a consumption was sent: resolve it manually");
  }
}
