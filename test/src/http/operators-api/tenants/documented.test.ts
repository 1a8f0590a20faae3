import { expect, test } from "vitest";
import { z } from "zod";
import { auditRoutes } from "../../../../../src/http/operators-api/audit/audit.list.ts";
import { requestsRoutes } from "../../../../../src/http/operators-api/requests/requests-routes.ts";
import { tenantsRoutes } from "../../../../../src/http/operators-api/tenants/tenants-routes.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { offlineContext } from "../../../../support/service-context.ts";

const Operation = z.object({
  summary: z.string(),
  security: z.array(z.record(z.string(), z.unknown())),
  responses: z.record(z.string(), z.unknown()),
});
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    securitySchemes: z.record(z.string(), z.unknown()),
  }),
});

test("the OpenAPI document has every operators' route, with its token and all its answers", async () => {
  const context = offlineContext();
  const dispatch = () => new Response();
  const groups = [tenantsRoutes(context), auditRoutes(context), requestsRoutes(context, dispatch)];
  const answer = await createApp(context, { groups }).request("/openapi.json");
  const { paths, components } = Document.parse(await answer.json());
  const declared = Object.entries(paths)
    .filter(([path]) => path.startsWith("/api/"))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const { security, responses } = Operation.parse(operation);
        expect(security).toEqual([{ operator: [] }]);
        const own = Object.keys(responses).filter((status) => !common.includes(status));
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(common));
        return `${method.toUpperCase()} ${path}: ${own.join(" ")}`;
      }),
    );
  expect(declared.sort()).toEqual([
    "DELETE /api/v1/tenants/{id}: 200 404 409 412",
    "GET /api/v1/audit: 200",
    "GET /api/v1/requests/{id}: 200 404",
    "GET /api/v1/requests: 200",
    "GET /api/v1/sources/{source}/tenants/{externalId}: 200 304 404",
    "GET /api/v1/tenants/{id}/hostnames/{hostname}/dns: 200 404",
    "GET /api/v1/tenants/{id}/suspension: 200 404",
    "GET /api/v1/tenants/{id}: 200 304 404",
    "GET /api/v1/tenants: 200",
    "PATCH /api/v1/tenants/{id}: 200 404 409 412 422",
    "POST /api/v1/requests/{id}/replay: 200 404 409",
    "POST /api/v1/tenants/{id}/resume: 200 404 409 412",
    "POST /api/v1/tenants/{id}/suspend: 200 404 409 412",
    "POST /api/v1/tenants: 200 201 409 422",
  ]);
  expect(Object.keys(components.schemas)).toEqual(
    expect.arrayContaining(["Tenant", "NewTenant", "TenantPatch", "Problem"]),
  );
  expect(components.securitySchemes).toMatchObject({ operator: { type: "http", scheme: "bearer" } });
});

const common = ["400", "401", "403", "405", "408", "413", "415", "417", "429", "500", "503"];
