import { hash } from "node:crypto";
import type { FormIdentity } from "../../../core/sign-in/sso-forms.ts";
import { isSameSecret } from "../../kernel/is-same-secret.ts";
import type { SsoForm } from "./sso-form.ts";

const minuteMs = 60_000;
const aheadMsMax = minuteMs;
/** Above it a timestamp is in milliseconds: as seconds it would be the year 5138. */
const secondsMax = 1e11;

/** The two ways to prove a form, and for how long each holds. */
const proofs = {
  signature: { windowMs: 5 * minuteMs, expected: signatureOf },
  token: { windowMs: 15 * minuteMs, expected: tokenOf },
} as const;

export interface SsoRules {
  /** More than one while the salt is being rotated. */
  readonly salts: readonly string[];
  /** Whether a token does where there is no signature. */
  readonly acceptsBareToken: boolean;
  readonly now: Date;
}

/** A form that is genuine and fresh. */
export interface ProvenForm extends FormIdentity {
  readonly proof: keyof typeof proofs;
}

export type SsoFault = "malformed" | "without proof" | "bare token" | "forged" | "stale" | "from the future";

/** Decides whether a form comes from Clever Cloud and is fresh; the fault is for the log, not for who brought it. */
export function verifySsoForm(form: SsoForm, rules: SsoRules): ProvenForm | { readonly fault: SsoFault } {
  const sentAtMs = toMilliseconds(form.timestamp);
  // With colons inside, one signature could be read as that of other fields. Only nav-data may have them: it is the last one.
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

/** Today's page says milliseconds, senders have been seen to use seconds, the page's own sample has a fraction of them. */
function toMilliseconds(timestamp: string): number | undefined {
  if (!/^\d{1,15}(\.\d{1,9})?$/.test(timestamp)) {
    return undefined;
  }
  const value = Number(timestamp);
  return value > secondsMax ? value : value * 1000;
}

/** "SSO", since February 2025. */
function signatureOf({ id, userId, email, navData, timestamp }: SsoForm, salt: string): string {
  return hash("sha512", [id, userId, email, navData, salt, timestamp].join(":"));
}

/** "Token", before. */
function tokenOf({ id, timestamp }: SsoForm, salt: string): string {
  return hash("sha1", `${id}:${salt}:${timestamp}`);
}
