import { HttpError } from "../../kernel/problem.ts";

const shownLengthMax = 100;

/** A call that is refused with a reason for the customer: `message` is where Clever Cloud's own answers have theirs. */
export function refusal(status: 404 | 409 | 410 | 422, message: string): HttpError {
  return new HttpError(status, { detail: message, members: { message } });
}

export function unknownPlan(plan: string): HttpError {
  const shown = JSON.stringify(plan.slice(0, shownLengthMax));
  return refusal(422, `There is no plan ${shown}. Please choose another one.`);
}
