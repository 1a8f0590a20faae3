import { marketplaces } from "../../marketplaces/index.ts";

/** The names of the audit log's actions; an action without one is shown as it is. */
const names: Readonly<Record<string, string>> = {
  ...Object.fromEntries(marketplaces.flatMap(({ actions }) => Object.entries(actions))),
  create: "Created",
  change: "Changed",
  suspend: "Suspended",
  resume: "Resumed",
  remove: "Removed",
  retry: "Retry requested",
  "learn-owner": "Owner identified",
  "request.replay": "Request replayed",
  "token.create": "Token created",
  "token.rotate": "Token rotated",
  "token.revoke": "Token revoked",
  "session.open": "Signed in",
  "session.end": "Session ended",
  "consumption.sent": "Usage billed",
  "consumption.refused": "Usage refused",
  "consumption.unknown": "Billing unclear",
  "consumption.resolve": "Billing resolved",
};

/** The named actions, for filters. */
export const knownActions: readonly { readonly value: string; readonly name: string }[] = Object.entries(names).map(
  ([value, name]) => ({ value, name }),
);

/** The name of an action. */
export function actionInWords(action: string): string {
  return Object.hasOwn(names, action) ? (names[action] ?? action) : action;
}

const actors: Readonly<Record<string, string>> = {
  ...Object.fromEntries(marketplaces.map(({ source, titleInSentence }) => [source, titleInSentence])),
  system: "the control plane",
};

/** The name of an actor, such as "operator jane". */
export function actorInWords(actor: string): string {
  return actors[actor] ?? actor.replace(/^(operator|customer):/, "$1 ");
}
