import { html } from "hono/html";
import type { Markup } from "../ui/page.ts";

interface Pager {
  /** The list's address, and what it says of filters. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
  /** The parameter that says where a page begins. */
  readonly nextParam: string;
  readonly nextText: string;
  readonly firstText: string;
}

/** Links to the next page of a list and back to its first; nothing where there is one page alone. */
export function pager({ path, query, next, nextParam, nextText, firstText }: Pager): Markup {
  const isFirst = query[nextParam] === undefined;
  if (isFirst && next === undefined) {
    return html``;
  }
  return html`<nav class="row apart" aria-label="Pages">
    ${isFirst ? html`<span></span>` : html`<a class="button" href="${addressOf(path, { ...query, [nextParam]: undefined })}">${firstText}</a>`}
    ${next === undefined ? "" : html`<a class="button" rel="next" href="${addressOf(path, { ...query, [nextParam]: next })}">${nextText}</a>`}
  </nav>`;
}

/** A page's address with the parameters that say anything. */
export function addressOf(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const said = Object.entries(query).flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []));
  return said.length === 0 ? path : `${path}?${new URLSearchParams(said)}`;
}
