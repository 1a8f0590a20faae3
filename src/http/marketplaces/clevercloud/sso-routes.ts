import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { CleverCloud } from "../../../core/config/marketplaces/clevercloud.ts";
import { openSession } from "../../../core/sign-in/panel-sessions.ts";
import { issueTicket } from "../../../core/sign-in/panel-tickets.ts";
import { callerAddress } from "../../kernel/limits/caller-address.ts";
import { commonProblems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup, ServiceEnv } from "../../kernel/service-env.ts";
import { isFramed } from "../../panel/framed-page.ts";
import { languageOf } from "../../panel/panel-language.ts";
import { panelPathsOf } from "../../panel/panel-paths.ts";
import { sessionCookies } from "../../panel/sessions/session-cookie.ts";
import { singlePage } from "../../panel/single-page.ts";
import { textsOf } from "../../panel/texts/languages.ts";
import { pagePolicy } from "../../ui/page.ts";
import { signIn } from "./sign-in.ts";
import { toSsoForm } from "./sso-form.ts";

const shownLengthMax = 64;
const names = ["id", "timestamp", "nav-data", "email", "user_id", "signature", "token"];
const text = { type: "string" } as const;
const form = { type: "object" as const, properties: Object.fromEntries(names.map((name) => [name, text])) };
const htmlPage = { "text/html": { schema: z.string() } };
const shared = {
  tags: ["Clever Cloud SSO"],
  responses: {
    303: {
      description: "Signed in; redirects to the panel. In a frame the address contains a single-use ticket",
      headers: { Location: { schema: text }, "Set-Cookie": { schema: text } },
    },
    204: { description: "HEAD request or prefetch: no content. The form remains valid" },
    403: {
      description: "A page: the form is invalid, expired or already used, or the add-on is unknown",
      content: htmlPage,
    },
    410: { description: "An HTML page: the add-on was deleted", content: htmlPage },
    ...commonProblems,
  },
};

/**
 * The manifest's sso_url: the console, usually in an iframe, makes the customer's browser post a form, which
 * opens a session in the panel. The request comes from another site by design, so the form's signature is
 * what prevents forgery.
 */
export function ssoRoutes(context: ServiceContext, settings: CleverCloud): RouteGroup {
  const routes = new OpenAPIHono<ServiceEnv>();
  const path = settings.ssoPath;
  const posted = createRoute({
    ...shared,
    method: "post",
    path,
    operationId: "signInByForm",
    summary: "Sign in with the console's form",
    request: { body: { content: { "application/x-www-form-urlencoded": { schema: form } } } },
  });
  const linked = createRoute({
    ...shared,
    method: "get",
    path,
    operationId: "signInByLink",
    summary: "Sign in with a link, as marketplaces of the same protocol family do",
    parameters: names.map((name) => ({ name, in: "query" as const, schema: text })),
  });
  routes.openapi(posted, async (c) => answer(c, await readFields(c), context, settings));
  routes.openapi(linked, (c) => answer(c, new URL(c.req.url).searchParams, context, settings));
  return routes;
}

/** The form's fields; a malformed form counts as empty and is refused. */
async function readFields(c: Context): Promise<URLSearchParams | FormData> {
  try {
    return await c.req.formData();
  } catch {
    return new URLSearchParams();
  }
}

async function answer(
  c: Context<ServiceEnv>,
  fields: URLSearchParams | FormData,
  context: ServiceContext,
  settings: CleverCloud,
) {
  c.header("Cache-Control", "no-store");
  c.header("Content-Security-Policy", pagePolicy(settings.frameAncestors));
  if (isPrefetch(c)) {
    return c.body(null, 204);
  }
  const ssoForm = toSsoForm(fields);
  const browser = browserOf(c, context.config.limits.proxies);
  const signedIn =
    ssoForm === undefined
      ? ({ fault: "malformed" } as const)
      : await signIn(context, settings, { form: ssoForm, browser });
  if ("fault" in signedIn) {
    const { fault } = signedIn;
    context.log.warn(
      { requestId: c.get("requestId"), fault, addon: ssoForm?.id.slice(0, shownLengthMax) },
      "sign-in refused",
    );
    return refuse(c, fault === "deleted add-on" ? 410 : 403);
  }
  const { key, expiresAt } = await openSession(context.db, signedIn, context.now());
  sessionCookies(context.config.publicUrl).write(c, signedIn.tenantId, key, expiresAt);
  const { overview } = panelPathsOf(signedIn.tenantId);
  // The browser may store no cookies in the frame, so the next request may arrive without a session.
  const ticket = isFramed(c) ? `?ticket=${await issueTicket(context.db, signedIn, context.now())}` : "";
  return c.redirect(`${overview}${ticket}`, 303);
}

/** Link checkers send HEAD requests and browsers prefetch links: neither may use up the form. */
function isPrefetch(c: Context): boolean {
  const purpose = c.req.header("Sec-Purpose") ?? c.req.header("Purpose") ?? "";
  return c.req.method === "HEAD" || purpose.includes("prefetch");
}

/** Distinguishes browsers without a cookie; undefined if the caller sends no User-Agent. */
function browserOf(c: Context<ServiceEnv>, proxies: number): string | undefined {
  const agent = c.req.header("User-Agent");
  if (agent === undefined || agent === "") {
    return undefined;
  }
  return [callerAddress(c, proxies) ?? "unknown", agent, c.req.header("Accept-Language") ?? ""].join("\n");
}

function refuse(c: Context<ServiceEnv>, status: 403 | 410) {
  const language = languageOf(c);
  const { pages, headlines } = textsOf(language);
  const refused = { title: pages.signInFailed, text: pages.signInFailedText };
  return c.html(singlePage(language, status === 410 ? headlines.removed() : refused), status);
}
