import { createRoute, z } from "@hono/zod-openapi";
import { listAudit } from "../../../core/ledger/audit-log.ts";
import { operatorGroup, operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { InstantParam, LimitParam, StorableText } from "../../kernel/page-params.ts";
import { commonProblems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";

const AuditView = z
  .object({
    seq: z.int().openapi({ description: "Counts from 1, without gaps." }),
    at: z.iso.datetime(),
    actor: z.string().openapi({ description: "Such as clevercloud or operator:jane." }),
    action: z.string().openapi({ description: "Such as provision or change." }),
    tenantId: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    previousHash: z.string(),
    hash: z.string().openapi({ description: "Covers the entry and, through previousHash, all earlier entries." }),
  })
  .openapi("AuditEntry");

const route = createRoute({
  method: "get",
  path: "/api/v1/audit",
  tags: ["Audit"],
  operationId: "listAuditEntries",
  summary: "List the audit log, newest entry first",
  description: "Follow `next` until it is null. `marketplane audit verify` checks that no entry was changed.",
  security: operatorOnly.security,
  request: {
    query: z.object({
      tenant: StorableText.optional().openapi({ description: "Id of a tenant." }),
      actor: StorableText.optional(),
      action: StorableText.optional(),
      since: InstantParam.optional().openapi({ description: "Entries from this time on." }),
      until: InstantParam.optional().openapi({ description: "Entries before this time." }),
      limit: LimitParam,
      cursor: z
        .string()
        .regex(/^[1-9]\d{0,14}$/, "must be the value of next from an earlier page")
        .optional()
        .openapi({ description: "`next` of the previous page." }),
    }),
  },
  responses: {
    200: {
      description: "A page of the log.",
      content: {
        "application/json": { schema: z.object({ entries: z.array(AuditView), next: z.string().nullable() }) },
      },
    },
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** GET /api/v1/audit */
export function auditRoutes(context: ServiceContext): RouteGroup {
  const group = operatorGroup(context, ["/api/v1/audit"]);
  group.openapi(route, async (c) => {
    const { limit, cursor, since, until, ...equal } = c.req.valid("query");
    const { entries, next } = await listAudit(context.db, {
      ...equal,
      since: since === undefined ? undefined : new Date(since),
      until: until === undefined ? undefined : new Date(until),
      before: cursor === undefined ? undefined : Number(cursor),
      limit,
    });
    const shown = entries.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() }));
    return c.json({ entries: shown, next: next?.toString() ?? null }, 200);
  });
  return group;
}
