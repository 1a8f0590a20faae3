import "../core/config/plain-errors.ts";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { allowedMethods } from "../http/kernel/allowed-methods.ts";
import { answerError } from "../http/kernel/answer-error.ts";
import { limitBody } from "../http/kernel/limits/limit-body.ts";
import { refuseEncoded, refuseExpectation } from "../http/kernel/limits/refuse-odd.ts";
import { HttpError, problem } from "../http/kernel/problem.ts";
import { refuseInvalid } from "../http/kernel/refuse-invalid.ts";
import type { ServiceContext } from "../http/kernel/service-context.ts";
import type { RouteGroup, ServiceEnv } from "../http/kernel/service-env.ts";
import { marketplaces } from "../http/marketplaces/index.ts";
import { apiDocument } from "../http/operators-api/docs/api-document.ts";
import { docsRoutes } from "../http/operators-api/docs/docs-routes.ts";
import { panelRoutes } from "../http/panel/panel-routes.ts";
import { assetRoutes } from "../http/ui/asset-routes.ts";
import { answerPeople } from "./answer-people.ts";

/** What a process adds to the routes. */
export interface AppParts {
  /** Middleware around every request, outermost first. */
  readonly middleware?: readonly MiddlewareHandler<ServiceEnv>[];
  readonly groups?: readonly RouteGroup[];
}

/** The control plane as an HTTP application, without a port. */
export function createApp(context: ServiceContext, { middleware = [], groups = [] }: AppParts = {}): RouteGroup {
  const app: RouteGroup = new OpenAPIHono<ServiceEnv>({ strict: false, defaultHook: refuseInvalid });
  app.onError((error, c) => answerPeople(error, c, context) ?? answerError(error, c, context.log));
  app.notFound((c) => problem(c, 404, { detail: "There is nothing at this path." }));
  app.use(requestId());
  app.use(headersOfEveryAnswer());
  for (const { path, hasMessage } of context.marketplaces) {
    if (hasMessage) {
      app.use(`${path}/*`, sayMessage);
    }
  }
  for (const handler of middleware) {
    app.use(handler);
  }
  app.use(refuseExpectation());
  app.use(allowedMethods(app));
  app.use(limitBody({ bytesMax: context.config.limits.bodyBytes, refuse: () => refuseBody(context) }));
  app.use(refuseEncoded());
  for (const group of [...ownGroups(context), ...groups]) {
    app.route("/", group);
  }
  app.route("/", docsRoutes(apiDocument(app, context.config.publicUrl)));
  return app;
}

function ownGroups(context: ServiceContext): RouteGroup[] {
  return [...marketplaces.flatMap((marketplace) => marketplace.routes(context)), panelRoutes(context), assetRoutes()];
}

/** A group's own Content-Security-Policy is kept. */
function headersOfEveryAnswer() {
  return secureHeaders({
    overwrite: false,
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], formAction: ["'none'"] },
    // frame-ancestors says who may frame a page; X-Frame-Options could not name several sites.
    xFrameOptions: false,
    // With no-referrer, browsers send forms of our own pages with "Origin: null".
    referrerPolicy: "same-origin",
  });
}

const sayMessage: MiddlewareHandler<ServiceEnv> = (c, next) => {
  c.set("hasMessage", true);
  return next();
};

function refuseBody({ config }: ServiceContext): never {
  throw new HttpError(413, { detail: `A body may have at most ${config.limits.bodyBytes} bytes.` });
}
