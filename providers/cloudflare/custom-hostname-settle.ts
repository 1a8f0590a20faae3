/** From a change of a custom hostname to the state that was asked for; whatever fails here, the id is kept. */

import { type Context, IncompleteError, type Known } from "../define-resource.ts";
import { errorText } from "../error-text.ts";
import { WaitTimeoutError, waitFor } from "../http/wait-for.ts";
import type { CloudflareClient } from "./client.ts";
import type { CustomHostnameInputs as Inputs, CustomHostnameState as State } from "./custom-hostname-inputs.ts";
import { idOf, notTaken, toPatchBody, toState } from "./custom-hostname-mapping.ts";
import { isReached, progressText, terminalReason } from "./hostname-status.ts";
import type { CustomHostname as Wire } from "./schema.ts";
import { sslSecrets } from "./ssl.ts";

type HostnameContext = Context<CloudflareClient>;

/** Sends the difference between what is and what should be, and sees that it was taken; without one, sends nothing. */
export async function bringInLine(
  current: Wire,
  olds: Known<Inputs, State>,
  news: Inputs,
  { client }: HostnameContext,
): Promise<Wire> {
  const { zoneId } = news;
  const body = toPatchBody(olds, news, current);
  if (!body) {
    return current;
  }
  const answer = await client.updateCustomHostname(zoneId, current.id, body, sslSecrets(news.ssl));
  if (isEmpty(notTaken(body, news, answer))) {
    return answer;
  }
  const later = await client.getCustomHostname(zoneId, current.id);
  const standing = notTaken(body, news, later);
  if (isEmpty(standing)) {
    return later;
  }
  const names = Object.keys(standing).map((name) => (name === "ssl" ? "ssl.method" : name));
  throw new IncompleteError(
    `Cloudflare took the change of ${news.hostname} without an error and left ${names.join(", ")} as it was`,
    idOf(zoneId, current.id),
    // What stands goes into the state, so that the next run sees the difference and tries again.
    { ...toState(later, olds), ...standing },
  );
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

/** Waits as far as the inputs ask. From here on the id is never lost: a failure keeps it with what is known. */
export async function settle(
  made: Wire,
  inputs: Inputs,
  olds: Partial<State>,
  context: HostnameContext,
): Promise<{ id: string; state: State }> {
  const id = idOf(inputs.zoneId, made.id);
  let latest = made;
  let state = toState(made, olds);
  let isFirstLook = true;
  let terminalLooks = 0;
  const look = async (): Promise<true | undefined> => {
    latest = isFirstLook ? made : await context.client.getCustomHostname(inputs.zoneId, made.id);
    isFirstLook = false;
    // Records show for a while only, perhaps between two states that are waited for: each look adds to what is known.
    state = toState(latest, state);
    const reason = inputs.waitFor === "none" ? undefined : terminalReason(latest);
    if (reason) {
      terminalLooks += 1;
      // The answer to the PATCH that restarts the validation may still show the former status.
      if (terminalLooks > 1) {
        throw new Error(reason);
      }
      return undefined;
    }
    return isReached(inputs.waitFor, latest) ? true : undefined;
  };
  const what = `${inputs.waitFor} of ${inputs.hostname}`;
  const timeoutMs = inputs.waitTimeoutSeconds * 1000;
  try {
    await waitFor(look, { what, timeoutMs, intervalMs: 500, clock: context.clock });
    return { id, state };
  } catch (error) {
    const reason = errorText(error);
    const progress = error instanceof WaitTimeoutError ? `; ${progressText(latest)}` : "";
    throw new IncompleteError(`${inputs.hostname} exists but is not ready: ${reason}${progress}`, id, state, {
      cause: error,
    });
  }
}
