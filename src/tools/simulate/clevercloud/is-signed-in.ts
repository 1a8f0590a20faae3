import type { Answer } from "../caller.ts";
import { isSuccess } from "../judge-answer.ts";

/** A page, or a redirect to one. */
export function isSignedIn(answer: Answer): boolean {
  const isRedirect = [302, 303].includes(answer.status) && answer.headers.has("location");
  return isSuccess(answer) || isRedirect;
}
