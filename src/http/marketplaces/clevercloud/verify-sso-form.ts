import { hash } from "node:crypto";
import type { FormIdentity } from "../../../core/sign-in/sso-forms.ts";
import { isSameSecret } from "../../kernel/is-same-secret.ts";
import type { SsoForm } from "./sso-form.ts";

const minuteMs = 60_000;
const aheadMsMax = minuteMs;
/** A larger timestamp is in milliseconds: in seconds it would be the year 5138. */
const secondsMax = 1e11;

/** The two proofs of a form, and how long each is valid. */
const proofs = {
  signature: { windowMs: 5 * minuteMs, expected: signatureOf },
  token: { windowMs: 15 * minuteMs, expected: tokenOf },
} as const;

export interface SsoRules {
  /** Several while the salt is being rotated. */
  readonly salts: readonly string[];
  /** Whether a token without a signature is sufficient. */
  readonly acceptsBareToken: boolean;
  readonly now: Date;
}

/** A genuine, fresh form. */
export interface ProvenForm extends FormIdentity {
  readonly proof: keyof typeof proofs;
}

export type SsoFault = "malformed" | "without proof" | "bare token" | "forged" | "stale" | "from the future";

/**
 * Verifies that a form comes from Clever Cloud and is fresh. The fault is for the log, not for the sender.
 */
export function verifySsoForm(form: SsoForm, rules: SsoRules): ProvenForm | { readonly fault: SsoFault } {
  const sentAtMs = toMilliseconds(form.timestamp);
  // With colons in these fields, one signature could fit other field values. nav-data may contain them,
  // because it is the last field.
  const hasColon = [form.id, form.userId, form.email].some((field) => field.includes(":"));
  if (sentAtMs === undefined || form.id === "" || hasColon) {
    return { fault: "malformed" };
  }
  const proof = form.signature === "" ? "token" : "signature";
  if (form[proof] === "") {
    return { fault: "without proof" };
  }
  if (proof === "token" && !rules.acceptsBareToken) {
    return { fault: "bare token" };
  }
  const { windowMs, expected } = proofs[proof];
  const [salt] = rules.salts.filter((candidate) => isSameSecret(form[proof], [expected(form, candidate)]));
  if (salt === undefined) {
    return { fault: "forged" };
  }
  const ageMs = rules.now.getTime() - sentAtMs;
  if (ageMs > windowMs) {
    return { fault: "stale" };
  }
  if (ageMs < -aheadMsMax) {
    return { fault: "from the future" };
  }
  return {
    proof,
    digest: hash("sha256", expected(form, salt)),
    secret: expected(form, salt),
    strippedDigest: hash("sha256", tokenOf(form, salt)),
    goodUntil: new Date(sentAtMs + proofs.token.windowMs),
  };
}

/** Clever Cloud's page says milliseconds, its sample has fractions of them, and some senders use seconds. */
function toMilliseconds(timestamp: string): number | undefined {
  if (!/^\d{1,15}(\.\d{1,9})?$/.test(timestamp)) {
    return undefined;
  }
  const value = Number(timestamp);
  return value > secondsMax ? value : value * 1000;
}

/** The proof since February 2025 (section "SSO"). */
function signatureOf({ id, userId, email, navData, timestamp }: SsoForm, salt: string): string {
  return hash("sha512", [id, userId, email, navData, salt, timestamp].join(":"));
}

/** The proof before February 2025 (section "Token"). */
function tokenOf({ id, timestamp }: SsoForm, salt: string): string {
  return hash("sha1", `${id}:${salt}:${timestamp}`);
}
