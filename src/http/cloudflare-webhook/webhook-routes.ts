import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import type { Cloudflare } from "../../core/config/control-plane-config.ts";
import { secretMatcher } from "../kernel/is-same-secret.ts";
import { commonProblems, HttpError, problems } from "../kernel/problem.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import type { RouteGroup, ServiceEnv } from "../kernel/service-env.ts";
import { mayConcern } from "./notification.ts";

const header = "cf-webhook-auth";
const scheme = "cloudflareWebhook";
// No schema: a notification must be accepted even if Cloudflare changes its form.
const schema = { type: "object" as const };

/** Cloudflare's custom hostname notifications. Each only triggers an early check of the hostnames. */
export function webhookRoutes({ config }: ServiceContext, settings: Cloudflare, onNotice: () => void): RouteGroup {
  const { webhookPath: path, webhookSecret, webhookSecretBefore } = settings;
  const routes = new OpenAPIHono<ServiceEnv>();
  routes.openAPIRegistry.registerComponent("securitySchemes", scheme, { type: "apiKey", in: "header", name: header });
  const secrets = [webhookSecret, ...(webhookSecretBefore === undefined ? [] : [webhookSecretBefore])];
  const route = createRoute({
    method: "post",
    path,
    tags: ["Cloudflare"],
    operationId: "receiveCloudflareNotification",
    summary: "Receive a notification about a custom hostname",
    description: "The control plane then reads the zone's hostnames itself, and ignores the notification's content.",
    security: [{ [scheme]: [] }],
    middleware: requireSecret(secrets),
    request: { body: { content: { "application/json": { schema } } } },
    responses: { 204: { description: "The notification was received" }, ...problems(401), ...commonProblems },
  });
  routes.openapi(route, async (c) => {
    if (mayConcern(await c.req.text(), config.deployment.zoneId)) {
      onNotice();
    }
    return c.body(null, 204);
  });
  return routes;
}

function requireSecret(secrets: readonly string[]): MiddlewareHandler {
  const isSecret = secretMatcher(secrets);
  return async (c, next) => {
    if (!isSecret(c.req.header(header) ?? "")) {
      throw new HttpError(401, { detail: `Send the webhook's secret in ${header}.` });
    }
    await next();
  };
}
