import { createRoute, z } from "@hono/zod-openapi";
import { findTenant } from "../../../core/ledger/tenants.ts";
import { checkTenantDomain } from "../../../fleet/domains/check-tenant-domain.ts";
import { findingCodes } from "../../../fleet/domains/finding.ts";
import { operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { commonProblems, HttpError, problems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { TenantParams } from "./tenant-request.ts";

const Finding = z
  .object({
    code: z.enum(findingCodes),
    kind: z.enum(["wrong", "waiting", "note"]).openapi({
      description:
        "wrong: the domain does not work, or will stop, until the actor acts. waiting: nothing to do but wait. note: works.",
    }),
    actor: z.enum(["none", "customer", "seller", "Cloudflare", "certificate authority", "DNS provider"]),
    text: z.string().openapi({ description: "What is so, in one sentence." }),
    fix: z.string().optional().openapi({ description: "What the actor has to do." }),
    waitSeconds: z.int().optional().openapi({ description: "How long resolvers can keep what is there now." }),
  })
  .openapi("DomainFinding");

const State = z.enum(["right", "wrong", "missing", "unknown"]);
const live = z.array(z.string()).openapi({ description: "The values that are there." });

const Report = z
  .object({
    hostname: z.string(),
    unicode: z.string().optional().openapi({ description: "The name as people write it, where that differs." }),
    checkedAt: z.iso.datetime(),
    verdict: Finding,
    findings: z.array(Finding).openapi({ description: "All findings, most urgent first." }),
    records: z.array(
      z.object({
        purpose: z.enum(["route", "ownership", "certificate"]),
        type: z.enum(["CNAME", "TXT"]),
        name: z.string(),
        value: z.string().openapi({ description: "The value that is needed." }),
        state: State.openapi({ description: "By the domain's own name servers." }),
        live,
        ttlSeconds: z.int().nullable(),
        resolvers: z.record(z.string(), z.object({ state: State, live })).openapi({
          description: "What each resolver has, by its address.",
        }),
      }),
    ),
    zone: z
      .object({ name: z.string(), nameservers: z.array(z.string()), provider: z.string().nullable() })
      .nullable()
      .openapi({ description: "The DNS zone; null if none was found." }),
  })
  .openapi("DomainReport");

const route = createRoute({
  method: "get",
  path: "/api/v1/tenants/{id}/hostnames/{hostname}/dns",
  tags: ["Domains"],
  operationId: "checkDomain",
  summary: "Check a hostname's DNS records",
  description:
    "Looks up every record that the hostname needs, at its own name servers and at the configured resolvers. Answers what is wrong, who has to act, and how. Reports of the last ten seconds are used again.",
  security: operatorOnly.security,
  request: {
    params: TenantParams.extend({
      hostname: z.string().min(1).max(253).openapi({ description: "One of the tenant's hostnames." }),
    }),
  },
  responses: {
    200: { description: "The report.", content: { "application/json": { schema: Report } } },
    ...problems(404),
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** GET /api/v1/tenants/{id}/hostnames/{hostname}/dns */
export function addDomainsCheck(group: RouteGroup, { db, config, now }: ServiceContext): void {
  group.openapi(route, async (c) => {
    const { id, hostname } = c.req.valid("param");
    const tenant = await findTenant(db, { id });
    if (tenant === undefined || tenant.state === "removed") {
      throw new HttpError(404, { detail: "There is no such tenant." });
    }
    const report = await checkTenantDomain({ db, config, now }, tenant, hostname.toLowerCase());
    if (report === undefined) {
      throw new HttpError(404, { detail: "The tenant has no such hostname." });
    }
    return c.json(Report.parse(report), 200);
  });
}
