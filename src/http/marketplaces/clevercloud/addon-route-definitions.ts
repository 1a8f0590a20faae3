import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { CleverCloud } from "../../../core/config/marketplaces/clevercloud.ts";
import { commonProblems, problems } from "../../kernel/problem.ts";
import { requireBasic } from "../../kernel/require-basic.ts";
import { PlanChangeRequest, ProvisionRequest } from "./provision-request.ts";

const tags = ["Clever Cloud add-ons"];
const scheme = "clevercloud";
const security = [{ [scheme]: [] }];

const Config = z.record(z.string(), z.string()).openapi({
  description: "Always empty: the config vars are sent with PUT callback_url as soon as they are known.",
});
const Provisioned = z.object({ id: z.string(), config: Config, message: z.string() }).openapi("Provisioned");
// Without config: an empty one could remove config vars that were set since.
const PlanChanged = z.object({ message: z.string() }).openapi("PlanChanged");
const params = z.object({
  id: z.string().openapi({ pattern: "^[a-z]+$", description: "The id in the answer to the order." }),
});

/** The routes below the manifest's base_url, with their documented answers. */
export function defineAddonRoutes(
  settings: CleverCloud,
  plans: readonly string[],
  registry: OpenAPIHono["openAPIRegistry"],
) {
  const { path, providerId: user } = settings;
  const plan = z.string().openapi({ enum: [...plans] });
  const { password, passwordBefore } = settings;
  const passwords = passwordBefore === undefined ? [password] : [password, passwordBefore];
  const middleware = requireBasic({ realm: "Clever Cloud add-ons", user, passwords });
  registry.registerComponent("securitySchemes", scheme, { type: "http", scheme: "basic" });
  const common = { tags, security, middleware };
  return {
    provision: createRoute({
      ...common,
      method: "post",
      path,
      operationId: "provisionAddon",
      summary: "Order an add-on",
      description: "Idempotent by addon_id: a repeated order gets the same answer.",
      request: { body: documentOnly(registry, "ProvisionRequest", ProvisionRequest.extend({ plan })) },
      responses: {
        200: json("The add-on is being set up", Provisioned),
        ...problems(401, 409, 410, 422),
        ...commonProblems,
      },
    }),
    changePlan: createRoute({
      ...common,
      method: "put",
      path: `${path}/{id}`,
      operationId: "changeAddonPlan",
      summary: "Change an add-on's plan",
      request: { params, body: documentOnly(registry, "PlanChangeRequest", PlanChangeRequest.extend({ plan })) },
      responses: {
        200: json("The plan is being changed, or the add-on was already on it", PlanChanged),
        ...problems(401, 404, 409, 410, 422),
        ...commonProblems,
      },
    }),
    deprovision: createRoute({
      ...common,
      method: "delete",
      path: `${path}/{id}`,
      operationId: "deprovisionAddon",
      summary: "Delete an add-on",
      request: { params },
      responses: {
        200: json("The add-on is being deleted", z.object({})),
        204: { description: "The add-on was deleted before" },
        ...problems(401, 404, 410),
        ...commonProblems,
      },
    }),
  };
}

function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } };
}

/**
 * Documents a JSON body in the API document. The route itself parses the body. Validation by the route's
 * definition would refuse a body without the right Content-Type, and a marketplace's request must not be lost
 * for that.
 */
function documentOnly(registry: OpenAPIHono["openAPIRegistry"], name: string, schema: z.ZodType) {
  registry.register(name, schema);
  const content = { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } };
  return { required: true, content };
}
