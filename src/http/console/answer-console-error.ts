import type { Context } from "hono";
import { html } from "hono/html";
import { problemOf } from "../kernel/answer-error.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import { messagePage } from "../ui/message-page.ts";
import { notice } from "../ui/notice.ts";
import type { Viewer } from "./console-context.ts";
import { consolePage } from "./console-page.ts";

/** Titles by status, and the text for errors without a detail. */
const words: Readonly<Record<number, readonly [title: string, text: string]>> = {
  400: ["Invalid request", "The address or form is invalid. Go back and try again."],
  403: ["Not allowed", "The form was not sent from this console. Reload the page and submit it again."],
  404: ["Page not found", "This page does not exist."],
  409: ["Conflict", "The current state does not allow this action. Reload the page and check before you retry."],
  503: ["Temporarily unavailable", "Try again in a moment."],
};
const failure = ["Internal error", "The control plane failed. See its log for the cause."] as const;

/** The page for an error thrown by a console route. Internal details go only to the log. */
export function answerConsoleError({ log }: ServiceContext) {
  return (error: Error, c: Context): Response | Promise<Response> => {
    const { status, options } = problemOf(error);
    const requestId = c.get("requestId");
    if (status >= 500) {
      log.error({ err: error, requestId, method: c.req.method }, "a console page failed");
    }
    const [title, fallback] = words[status] ?? failure;
    const text = html`<p>${options.detail ?? fallback}</p><p class="quiet small">Request <code>${requestId}</code></p>`;
    // There is no viewer when a sign-in form is refused.
    const viewer: Viewer | undefined = c.get("viewer");
    if (viewer === undefined) {
      return c.html(messagePage(title, text), status, { ...options.headers });
    }
    const content = html`${notice("bad", text, "alert")}<p><a class="button" href="/console">Go to overview</a></p>`;
    return c.html(consolePage({ title, viewer, content }), status, { ...options.headers });
  };
}
