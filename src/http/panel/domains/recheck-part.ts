import { html } from "hono/html";
import { icon } from "../../ui/icon.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Visit } from "../visit.ts";
import type { Domain } from "./domain.ts";
import { domainPath } from "./domain-list.ts";
import { type RecheckRule, recheckRule } from "./recheck-rule.ts";

/** The time of the next check, and a button that requests one if the rule allows it. */
export function recheckPart(visit: Visit, domain: Domain): Markup | string {
  const rule = recheckRule(domain, visit.now);
  if (rule.kind === "needless") {
    return "";
  }
  const { domains } = visit.texts;
  const failed = domain.recheck?.isFailed ? html`<p>${domains.checkFailed}</p>` : "";
  const button =
    rule.kind === "allowed"
      ? html`<form method="post" action="${domainPath(visit, domain.hostname)}/check"><button>${icon("turning")}${domains.check}</button></form>`
      : html`<button type="button" disabled>${icon("turning")}${domains.check}</button>`;
  return html`<section class="card row apart" aria-labelledby="check">
    <div class="stack tight">
      <h2 id="check">${domains.check}</h2>
      ${failed}
      <p class="quiet">${explanation(visit, rule)}</p>
    </div>
    ${button}
  </section>`;
}

function explanation(
  { texts, now, language }: Visit,
  rule: Exclude<RecheckRule, { kind: "needless" }>,
): Markup | string {
  const { domains } = texts;
  if (rule.kind === "waiting") {
    return domains.checkWaiting;
  }
  const next =
    rule.nextCheckAt === undefined ? domains.checkNone : domains.checkNext(timeAgo(rule.nextCheckAt, now, language));
  return rule.kind === "allowed"
    ? html`${domains.checkAllowed} ${next}`
    : html`${next} ${domains.checkLater(timeAgo(rule.at, now, language))}`;
}
