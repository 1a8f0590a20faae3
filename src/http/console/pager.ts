import { html } from "hono/html";
import type { Markup } from "../ui/page.ts";

interface Pager {
  /** The list's path, and the current filters. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The cursor of the next page; undefined on the last one. */
  readonly next: string | undefined;
  /** The name of the cursor's query parameter. */
  readonly nextParam: string;
  readonly nextText: string;
  readonly firstText: string;
}

/** Links to a list's next page and back to its first; nothing if there is only one page. */
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

/** A path with its query parameters; empty ones are omitted. */
export function addressOf(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const params = Object.entries(query).flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []));
  return params.length === 0 ? path : `${path}?${new URLSearchParams(params)}`;
}
