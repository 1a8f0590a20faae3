/** An act that is not done; the message is shown to CloudFlare's user. */
export class ActRefused extends Error {
  override readonly name = "ActRefused";
}
