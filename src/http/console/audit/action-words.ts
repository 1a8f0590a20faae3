import { marketplaces } from "../../marketplaces/index.ts";

/** What the audit log's actions are called; one that is not here keeps its own name. */
const names: Readonly<Record<string, string>> = {
  ...Object.fromEntries(marketplaces.flatMap(({ actions }) => Object.entries(actions))),
  create: "Created",
  change: "Changed",
  suspend: "Suspended",
  resume: "Resumed",
  remove: "Removed",
  retry: "Retry asked for",
  "learn-owner": "Owner learnt",
  "request.replay": "Request sent again",
  "token.create": "Token made",
  "token.rotate": "Token rotated",
  "token.revoke": "Token revoked",
  "session.open": "Signed in",
  "session.end": "Session ended",
  "consumption.sent": "Usage billed",
  "consumption.refused": "Usage refused",
  "consumption.unknown": "Billing of usage unclear",
  "consumption.resolve": "Billing of usage resolved",
};

/** Every action that has words, for filters. */
export const knownActions: readonly { readonly value: string; readonly name: string }[] = Object.entries(names).map(
  ([value, name]) => ({ value, name }),
);

/** An action of the audit log as people say it. */
export function actionInWords(action: string): string {
  return Object.hasOwn(names, action) ? (names[action] ?? action) : action;
}

const actors: Readonly<Record<string, string>> = {
  ...Object.fromEntries(marketplaces.map(({ source, titleInSentence }) => [source, titleInSentence])),
  system: "the control plane",
};

/** An actor of the audit log as people say it, such as "operator jane". */
export function actorInWords(actor: string): string {
  return actors[actor] ?? actor.replace(/^(operator|customer):/, "$1 ");
}
