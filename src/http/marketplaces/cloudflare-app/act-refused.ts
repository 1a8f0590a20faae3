/** An act that is not done; the message is shown to CloudFlare's user. */
export class ActRefusedError extends Error {
  override readonly name = "ActRefusedError";
}
