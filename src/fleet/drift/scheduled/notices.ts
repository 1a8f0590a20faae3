import { hash } from "node:crypto";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { Webhook } from "standardwebhooks";
import type { ControlPlaneConfig } from "../../../core/config/control-plane-config.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Finding } from "../../../core/model/drift-report.ts";
import { listUnnotified, markNotified } from "./drift-findings.ts";

export type NoticeTarget = ControlPlaneConfig["drift"]["notify"][number];

/** The drift opened and closed since the last notice. */
export interface DriftNotice {
  readonly version: 2;
  readonly event: "drift";
  readonly at: string;
  readonly opened: readonly Finding[];
  readonly closed: readonly Finding[];
}

interface NoticeOptions {
  readonly db: Kysely<Tables>;
  readonly targets: readonly NoticeTarget[];
  readonly now: () => Date;
  readonly log: Logger;
}

const timeoutMs = 20_000;

/**
 * Sends the notices that are still pending. If one target fails, the next attempt sends to all targets again:
 * a notice may arrive twice, but none is lost.
 */
export async function sendNotices({ db, targets, now, log }: NoticeOptions): Promise<void> {
  const changed = await listUnnotified(db);
  if (changed.length === 0) {
    return;
  }
  const at = now();
  const ofState = (isOpen: boolean) =>
    changed.filter(({ closedAt }) => (closedAt === null) === isOpen).map(({ finding }) => finding);
  const notice: DriftNotice = {
    version: 2,
    event: "drift",
    at: at.toISOString(),
    opened: ofState(true),
    closed: ofState(false),
  };
  // A notice that is sent again has the same id, so that a receiver can drop the copy.
  const changes = changed.map(({ fingerprint, firstSeenAt, closedAt }) => [fingerprint, firstSeenAt, closedAt]);
  const id = `drift_${hash("sha256", JSON.stringify(changes), "hex").slice(0, 32)}`;
  const results = await Promise.allSettled(targets.map((target) => send(target, { id, notice, at })));
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  for (const err of failures) {
    log.error({ err }, "could not send a drift notice; retrying with the next scan");
  }
  if (failures.length > 0) {
    return;
  }
  for (const isOpen of [true, false]) {
    const reported = changed.filter(({ closedAt }) => (closedAt === null) === isOpen);
    await markNotified(
      db,
      reported.map(({ fingerprint }) => fingerprint),
      isOpen,
    );
  }
}

interface Message {
  readonly id: string;
  readonly notice: DriftNotice;
  readonly at: Date;
}

async function send({ kind, url, signingSecret }: NoticeTarget, { id, notice, at }: Message): Promise<void> {
  const body = JSON.stringify(kind === "slack" ? { text: toText(notice) } : notice);
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "marketplane",
      ...(signingSecret !== undefined && signatureHeaders({ id, body, at }, signingSecret)),
    },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    // The URL of an incoming webhook is a secret: it is all that a sender needs.
    throw new Error(
      `${kind} could not be reached: ${error instanceof Error ? error.message : "no response"}`.replaceAll(
        url,
        "[url]",
      ),
    );
  });
  await response.body?.cancel();
  if (!response.ok) {
    throw new Error(`${kind} responded with status ${response.status}`);
  }
}

interface SignedContent {
  readonly id: string;
  readonly body: string;
  readonly at: Date;
}

/**
 * The headers of Standard Webhooks, with which a receiver rejects forged, old and replayed notices.
 * https://www.standardwebhooks.com
 */
function signatureHeaders({ id, body, at }: SignedContent, secret: string): Record<string, string> {
  // A secret without the standard's prefix is the key itself, not its base64.
  const webhook = secret.startsWith("whsec_")
    ? new Webhook(secret)
    : new Webhook(Buffer.from(secret, "utf8"), { format: "raw" });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": webhook.sign(id, at, body),
  };
}

const linesMax = 20;

/** Escapes the characters that Slack uses for markup: `&`, and the angle brackets of links and mentions. */
function toText({ opened, closed }: DriftNotice): string {
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const lines = [
    ...opened.map(
      ({ severity, message }) => `:${severity === "error" ? "red" : "large_yellow"}_circle: ${escaped(message)}`,
    ),
    ...closed.map(({ message }) => `:white_check_mark: resolved: ${escaped(message)}`),
  ];
  const rest = lines.length - linesMax;
  const head = `*Drift*: ${opened.length} new, ${closed.length} resolved`;
  return [head, ...lines.slice(0, linesMax), ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n");
}
