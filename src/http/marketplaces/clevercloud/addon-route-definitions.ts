import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { CleverCloud } from "../../../core/config/marketplaces/clevercloud.ts";
import { documentOnly } from "../../kernel/document-only.ts";
import { commonProblems, problems } from "../../kernel/problem.ts";
import { requireBasic } from "../../kernel/require-basic.ts";
import { PlanChangeRequest, ProvisionRequest } from "./provision-request.ts";

const tags = ["Clever Cloud add-ons"];
const scheme = "clevercloud";
const security = [{ [scheme]: [] }];

const Config = z.record(z.string(), z.string()).openapi({
  description: "Always empty: the config vars come by PUT callback_url once they are known.",
});
const Provisioned = z.object({ id: z.string(), config: Config, message: z.string() }).openapi("Provisioned");
// Without config: an empty one could take away what has been put there since.
const PlanChanged = z.object({ message: z.string() }).openapi("PlanChanged");
const params = z.object({
  id: z.string().openapi({ pattern: "^[a-z]+$", description: "The id that the order was answered with." }),
});

/** The routes below the manifest's base_url, with every answer that they give. */
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
      summary: "A customer orders an add-on",
      description: "Once for each addon_id: the same order again is given the same answer.",
      request: { body: documentOnly(registry, "ProvisionRequest", ProvisionRequest.extend({ plan })) },
      responses: { 200: json("It is being set up", Provisioned), ...problems(401, 409, 410, 422), ...commonProblems },
    }),
    changePlan: createRoute({
      ...common,
      method: "put",
      path: `${path}/{id}`,
      operationId: "changeAddonPlan",
      summary: "A customer changes the plan",
      request: { params, body: documentOnly(registry, "PlanChangeRequest", PlanChangeRequest.extend({ plan })) },
      responses: {
        200: json("It is being changed, or was on the plan already", PlanChanged),
        ...problems(401, 404, 409, 410, 422),
        ...commonProblems,
      },
    }),
    deprovision: createRoute({
      ...common,
      method: "delete",
      path: `${path}/{id}`,
      operationId: "deprovisionAddon",
      summary: "A customer deletes the add-on",
      request: { params },
      responses: {
        200: json("It is being taken down", z.object({})),
        204: { description: "It was deleted before" },
        ...problems(401, 404, 410),
        ...commonProblems,
      },
    }),
  };
}

function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } };
}
