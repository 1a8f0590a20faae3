import { type Operator, recordTokenUse } from "../../../core/sign-in/operator-tokens.ts";
import type { ServiceContext } from "../service-context.ts";

/** Precision of a token's last use. */
const precisionMs = 60_000;

/**
 * Records when a token was used, at most once a minute. Requests do not wait for it, and a failure is only
 * logged.
 */
export function recordUse({ tokenId, lastUsedAt }: Operator, { db, log, now }: ServiceContext): void {
  const at = now();
  if (lastUsedAt !== null && at.getTime() - lastUsedAt.getTime() < precisionMs) {
    return;
  }
  recordTokenUse(db, tokenId, at).catch((error: unknown) =>
    log.warn({ err: error, tokenId }, "the use of a token was not recorded"),
  );
}
