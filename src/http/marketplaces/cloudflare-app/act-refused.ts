/** A refused act. The message is shown to CloudFlare's user. */
export class ActRefusedError extends Error {
  override readonly name = "ActRefusedError";
}
