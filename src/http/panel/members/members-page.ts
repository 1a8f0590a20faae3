import { html } from "hono/html";
import { licensesUsed } from "../../../../stacks/tenant-declaration.ts";
import type { Desired } from "../../../core/model/tenant.ts";
import { badge } from "../../ui/badge.ts";
import { icon } from "../../ui/icon.ts";
import { live } from "../../ui/live.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import { field } from "../field.ts";
import { meter } from "../meter.ts";
import { panelPage } from "../panel-page.ts";
import type { Visit } from "../visit.ts";
import type { MemberFault } from "./change-members.ts";

export interface MembersProps {
  readonly visit: Visit;
  readonly attempt?: {
    /** The submitted address; absent for actions on an existing member. */
    readonly text?: string;
    readonly fault: MemberFault;
  };
}

type Member = Desired["members"][number];

const everySeconds = 5;

/** A tenant's members and their licenses, and the form to add a member if the plan allows another. */
export function membersPage({ visit, attempt }: MembersProps): Markup {
  const { texts, plan, tenant } = visit;
  const { members, owner } = tenant.desired;
  const { title, intro, limitReached, empty } = texts.members;
  const isFull = members.length >= plan.membersMax;
  const list =
    members.length === 0
      ? html`<p class="card empty">${empty}</p>`
      : html`<div class="card flush">${memberTable(visit)}</div>`;
  return panelPage(visit, {
    title,
    section: "members",
    path: visit.paths.members,
    content: html`<div class="row apart page-head">
        <div class="stack tight"><h1>${title}</h1><p class="quiet">${intro(owner?.login)}</p></div>
        ${gauges(visit)}
      </div>
      <div class="stack">
        ${attempt !== undefined && attempt.text === undefined ? notice("bad", html`<p>${texts.members.faults[attempt.fault]}</p>`, "alert") : ""}
        ${isFull ? notice("warn", html`<p>${limitReached}</p>`) : html`<div class="card">${addForm(visit, attempt)}</div>`}
        ${live("member-list", visit.paths.members, everySeconds, list)}
      </div>`,
  });
}

function gauges({ texts, plan, tenant }: Visit): Markup {
  const { desired } = tenant;
  const { overview } = texts;
  const rows = [
    { id: "meter-members", label: overview.members, used: desired.members.length, limit: plan.membersMax },
    { id: "meter-licenses", label: overview.licenses, used: licensesUsed(desired), limit: plan.licenses },
  ];
  return html`<div class="gauge stack tight">${rows.map((row) => meter({ ...row, text: overview.count(row.used, row.limit) }))}</div>`;
}

function hasFreeLicense({ plan, tenant }: Visit): boolean {
  return licensesUsed(tenant.desired) < plan.licenses;
}

function addForm(visit: Visit, attempt: MembersProps["attempt"]): Markup {
  const { label, hint, add, faults, withLicense, licensesUsed: allUsed } = visit.texts.members;
  const license = hasFreeLicense(visit)
    ? html`<label class="choice"><input type="checkbox" name="license" value="yes" checked />${withLicense}</label>`
    : html`<p class="quiet small">${allUsed}</p>`;
  const fault = attempt?.text === undefined ? undefined : faults[attempt.fault];
  return html`<form method="post" action="${visit.paths.members}" class="stack" novalidate>
    <div class="row top">
      ${field({
        ...{ name: "login", label, hint, value: attempt?.text ?? "", fault },
        ...{ autocomplete: "email", inputMode: "email" },
      })}
      <button class="primary">${icon("plus")}${add}</button>
    </div>
    ${license}
  </form>`;
}

function memberTable(visit: Visit): Markup {
  const { list, login, license, actions } = visit.texts.members;
  return html`<table class="stacked middle">
    <caption class="unseen">${list}</caption>
    <thead><tr>${[login, license, actions].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${visit.tenant.desired.members.map((member) => memberRow(visit, member))}</tbody>
  </table>`;
}

function memberRow(visit: Visit, member: Member): Markup {
  const { members } = visit.texts;
  const { login } = member;
  const path = memberPath(visit, login);
  const isLicensed = member.license !== false;
  const button = isLicensed
    ? html`<button class="bare" aria-label="${members.releaseFor(login)}">${members.release}</button>`
    : html`<button class="bare" aria-label="${members.assignFor(login)}">${members.assign}</button>`;
  const form = html`<form method="post" action="${path}/${isLicensed ? "release" : "assign"}">${button}</form>`;
  return html`<tr>
    <td data-name="${members.login}" class="long">${login}</td>
    <td data-name="${members.license}">${licenseBadge(visit, isLicensed)}</td>
    <td>
      <div class="row actions">
        ${isLicensed || hasFreeLicense(visit) ? form : ""}
        <a class="button bare" href="${path}/remove" aria-label="${members.removeFor(login)}">${members.remove}</a>
      </div>
    </td>
  </tr>`;
}

/**
 * Until the newest generation is observed, it is unknown which members it changed, so all are shown as in
 * progress.
 */
function licenseBadge({ texts, tenant }: Visit, isLicensed: boolean): Markup {
  const { members } = texts;
  const isConverged = tenant.observedGeneration >= tenant.generation;
  if (isLicensed) {
    return isConverged ? badge("good", members.assigned) : badge("busy", members.assigning);
  }
  return isConverged ? badge("quiet", members.released) : badge("busy", members.releasing);
}

/** The pages and forms of one member. */
export function memberPath({ paths }: Pick<Visit, "paths">, login: string): string {
  return `${paths.members}/${encodeURIComponent(login)}`;
}
