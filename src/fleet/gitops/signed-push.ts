import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** The parts of a webhook request that identify the sender and the event. */
export interface WebhookRequest {
  /** The value of a header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** The raw body, byte for byte. */
  readonly body: Uint8Array;
}

const Push = z.looseObject({ ref: z.string() });

/**
 * Whether the sender knows the secret: GitHub signs the body (X-Hub-Signature-256, HMAC SHA-256), GitLab
 * repeats the secret (X-Gitlab-Token). Compared in constant time.
 */
export function isSigned({ header, body }: WebhookRequest, secret: string): boolean {
  const signature = header("x-hub-signature-256");
  if (signature !== undefined) {
    return isSame(signature, `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  }
  const token = header("x-gitlab-token");
  return token !== undefined && isSame(token, secret);
}

/** Whether the request reports a push to the branch. */
export function isPushTo({ header, body }: WebhookRequest, branch: string): boolean {
  const event = header("x-github-event") ?? header("x-gitlab-event");
  if (event !== "push" && event !== "Push Hook") {
    return false;
  }
  try {
    const push = Push.safeParse(JSON.parse(payloadOf({ header, body })));
    return push.success && push.data.ref === `refs/heads/${branch}`;
  } catch {
    return false;
  }
}

/**
 * GitHub sends JSON, or a form with the JSON in its field "payload", depending on the webhook's content type.
 */
function payloadOf({ header, body }: Pick<WebhookRequest, "header" | "body">): string {
  const text = Buffer.from(body).toString("utf8");
  const isForm = header("content-type")?.toLowerCase().startsWith("application/x-www-form-urlencoded") === true;
  return isForm ? (new URLSearchParams(text).get("payload") ?? "") : text;
}

/** Compares digests, which all have the same length. */
function isSame(left: string, right: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
