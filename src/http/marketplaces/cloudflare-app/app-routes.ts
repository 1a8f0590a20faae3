import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import type { CloudFlareApp } from "../../../core/config/marketplaces/cloudflare-app.ts";
import { findTenant } from "../../../core/ledger/tenants.ts";
import type { ExternalKey } from "../../../core/model/tenant.ts";
import { isSameSecret } from "../../kernel/is-same-secret.ts";
import { commonProblems, HttpError, problems } from "../../kernel/problem.ts";
import { requireBasic } from "../../kernel/require-basic.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup, ServiceEnv } from "../../kernel/service-env.ts";
import { toAct } from "./act.ts";
import { ActRefusedError } from "./act-refused.ts";
import { AppAnswer, failure, success } from "./app-answer.ts";
import { performAct } from "./perform-act.ts";
import { readParameters } from "./read-parameters.ts";

const scheme = "cloudflareApp";
const names = ["act", "user_email", "user_zone", "user_tos", "user_tokens", "sub_plan"];
const schema = { type: "object" as const, properties: Object.fromEntries(names.map((name) => [name, {}])) };
const shared = {
  method: "post" as const,
  tags: ["CloudFlare app"],
  summary: "Enable or disable the service for a user, or start or end a subscription",
  description:
    "act is user_create, user_deactivate, sub_start or sub_end. A refused act is answered with result error.",
  request: {
    body: {
      required: true,
      content: {
        "application/x-www-form-urlencoded": { schema },
        "multipart/form-data": { schema },
        "application/json": { schema },
      },
    },
  },
};
const answers = {
  200: { description: "The result: success or error", content: { "application/json": { schema: AppAnswer } } },
  ...commonProblems,
};

/**
 * The endpoint of CloudFlare's application platform. Its documentation defines no authentication, so the
 * configuration requires Basic credentials, a secret last segment of the path, or either of them.
 */
export function appRoutes(context: ServiceContext, settings: CloudFlareApp): RouteGroup {
  const routes = new OpenAPIHono<ServiceEnv>();
  const { path, basic, pathSecret } = settings;
  if (basic !== undefined) {
    routes.openAPIRegistry.registerComponent("securitySchemes", scheme, { type: "http", scheme: "basic" });
    const middleware = requireBasic({ realm: "CloudFlare app", user: basic.user, passwords: [basic.password] });
    const security = [{ [scheme]: [] }];
    const responses = { ...answers, ...problems(401) };
    routes.openapi(createRoute({ ...shared, operationId: "performAct", path, security, middleware, responses }), (c) =>
      answer(c, context, settings),
    );
  }
  if (pathSecret !== undefined) {
    const request = { ...shared.request, params: z.object({ secret: z.string() }) };
    const responses = { ...answers, ...problems(404) };
    const route = {
      ...shared,
      operationId: "performActBySecretPath",
      path: `${path}/{secret}`,
      request,
      middleware: requireSegment(pathSecret),
      responses,
    };
    routes.openapi(createRoute(route), (c) => answer(c, context, settings));
  }
  return routes;
}

/** With a wrong secret the path does not exist. */
function requireSegment(secret: string): MiddlewareHandler {
  return async (c, next) => {
    if (!isSameSecret(c.req.param("secret") ?? "", [secret])) {
      throw new HttpError(404, { detail: "There is nothing at this path." });
    }
    await next();
  };
}

async function answer(c: Context<ServiceEnv>, { config, db, ledger }: ServiceContext, settings: CloudFlareApp) {
  const parameters = await readParameters(c);
  const isKnown = async (key: ExternalKey) => (await findTenant(db, key)) !== undefined;
  // The parameters are returned as sent, including user_tokens, which no cache may keep.
  c.header("Cache-Control", "no-store");
  try {
    const { id, msg } = await performAct(
      toAct(parameters),
      { ...config, cloudflareApp: settings },
      { ledger, isKnown },
    );
    return c.json(success(parameters, msg, id, settings.serviceUrl ?? `${config.publicUrl}/panel`), 200);
  } catch (error) {
    if (error instanceof ActRefusedError) {
      return c.json(failure(parameters, error.message), 200);
    }
    throw error;
  }
}
