import { HttpError } from "../../kernel/problem.ts";

const shownLengthMax = 100;

/**
 * Refuses a call with a reason for the customer, in the `message` field that Clever Cloud's own errors use.
 */
export function refusal(status: 404 | 409 | 410 | 422, message: string): HttpError {
  return new HttpError(status, { detail: message, members: { message } });
}

export function unknownPlan(plan: string): HttpError {
  const shown = JSON.stringify(plan.slice(0, shownLengthMax));
  return refusal(422, `There is no plan ${shown}. Please choose another one.`);
}
