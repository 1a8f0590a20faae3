/** What the audit log's actions are called; one that is not here keeps its own name. */
const names: Readonly<Record<string, string>> = {
  provision: "Ordered",
  "change-plan": "Plan changed",
  deprovision: "Deleted",
  "user-create": "Switched on",
  "user-deactivate": "Switched off",
  "sub-start": "Subscription started",
  "sub-end": "Subscription ended",
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

const marketplaces: Readonly<Record<string, string>> = {
  clevercloud: "Clever Cloud",
  "cloudflare-app": "the CloudFlare app",
  system: "the control plane",
};

/** An actor of the audit log as people say it, such as "operator jane". */
export function actorInWords(actor: string): string {
  return marketplaces[actor] ?? actor.replace(/^(operator|customer):/, "$1 ");
}
