import type { ErrorHandler } from "hono";
import { html } from "hono/html";
import { problemOf } from "../service/answer-error.ts";
import type { ServiceContext } from "../service/service-context.ts";
import { messagePage } from "../ui/message-page.ts";
import { notice } from "../ui/notice.ts";
import type { ConsoleEnv, Viewer } from "./console-context.ts";
import { consolePage } from "./console-page.ts";

const titles: Readonly<Record<number, string>> = {
  400: "That address or form is not right",
  403: "You may not do that",
  404: "There is nothing here",
  409: "That cannot be done now",
  503: "Not just now",
};

/** The page for whatever a route of the console threw; what is not meant for people goes to the log alone. */
export function answerConsoleError({ log }: ServiceContext): ErrorHandler<ConsoleEnv> {
  return (error, c) => {
    const { status, options } = problemOf(error);
    const requestId = c.get("requestId");
    if (status >= 500) log.error({ err: error, requestId, method: c.req.method }, "a page of the console failed");
    const title = titles[status] ?? "This page could not be made";
    const viewer: Viewer | undefined = c.get("viewer");
    const text = html`<p>${options.detail ?? "Somebody has to look at the control plane's log."}</p>
      <p class="quiet small">Request <code>${requestId}</code></p>`;
    const content = html`${notice("bad", text, "alert")}<p><a class="button" href="/console">To the overview</a></p>`;
    const body = viewer === undefined ? messagePage(title, text) : consolePage({ title, viewer, content });
    return c.html(body, status, { ...options.headers });
  };
}
