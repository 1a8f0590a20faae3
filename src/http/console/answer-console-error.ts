import type { Context } from "hono";
import { html } from "hono/html";
import { problemOf } from "../kernel/answer-error.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import { messagePage } from "../ui/message-page.ts";
import { notice } from "../ui/notice.ts";
import type { Viewer } from "./console-context.ts";
import { consolePage } from "./console-page.ts";

/** Titles by status, and what is said where the error itself says nothing to people. */
const words: Readonly<Record<number, readonly [title: string, text: string]>> = {
  400: ["That address or form is not right", "Go back and try it again."],
  403: ["You may not do that", "The form was not sent by a page of this console. Open the page anew and try it again."],
  404: ["There is nothing here", "There is no such page."],
  409: ["That cannot be done now", "Look at it again, and try it then."],
  503: ["Not just now", "Try it again in a moment."],
};
const failure = ["This page could not be made", "The control plane failed. Its log says more."] as const;

/** The page for an error that a route of the console threw; what is not meant for people goes to the log alone. */
export function answerConsoleError({ log }: ServiceContext) {
  return (error: Error, c: Context): Response | Promise<Response> => {
    const { status, options } = problemOf(error);
    const requestId = c.get("requestId");
    if (status >= 500) {
      log.error({ err: error, requestId, method: c.req.method }, "a page of the console failed");
    }
    const [title, otherwise] = words[status] ?? failure;
    const text = html`<p>${options.detail ?? otherwise}</p><p class="quiet small">Request <code>${requestId}</code></p>`;
    // No viewer is known where a form of the sign-in is refused.
    const viewer: Viewer | undefined = c.get("viewer");
    if (viewer === undefined) {
      return c.html(messagePage(title, text), status, { ...options.headers });
    }
    const content = html`${notice("bad", text, "alert")}<p><a class="button" href="/console">To the overview</a></p>`;
    return c.html(consolePage({ title, viewer, content }), status, { ...options.headers });
  };
}
