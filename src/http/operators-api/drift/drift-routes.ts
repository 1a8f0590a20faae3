import { createRoute, z } from "@hono/zod-openapi";
import { ChangedProperty, DriftError, Finding } from "../../../core/model/drift-report.ts";
import { countFindings, listFindings } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { listScans } from "../../../fleet/drift/scheduled/drift-scans.ts";
import { AnyJson } from "../../kernel/any-json.ts";
import { operatorGroup, operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { LimitParam } from "../../kernel/page-params.ts";
import { commonProblems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { addDriftActions } from "./drift-actions.ts";

const property = ChangedProperty.extend({ desired: AnyJson, observed: AnyJson }).nullable();
const FindingView = z
  .object({
    firstSeenAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable().openapi({ description: "Null while it is open." }),
    finding: Finding.extend({ property }),
  })
  .openapi("DriftFinding");

const ScanView = z
  .object({
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable().openapi({ description: "Null while it runs, or if its worker died." }),
    result: z.enum(["clean", "drift", "error"]).nullable(),
    summary: z.record(z.string(), z.unknown()).nullable(),
    errors: z.array(DriftError).nullable(),
  })
  .openapi("DriftScan");

const route = createRoute({
  method: "get",
  path: "/api/v1/drift",
  tags: ["Drift"],
  operationId: "getDrift",
  summary: "List drift findings and the last scans",
  security: operatorOnly.security,
  request: {
    query: z.object({
      state: z
        .enum(["open", "closed"])
        .default("open")
        .openapi({ description: "closed: findings whose drift is gone, latest first." }),
      limit: LimitParam,
    }),
  },
  responses: {
    200: {
      description: "At most `limit` findings and `limit` scans, newest first.",
      content: {
        "application/json": {
          schema: z.object({ open: z.int(), findings: z.array(FindingView), scans: z.array(ScanView) }),
        },
      },
    },
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** The operators' API for drift. */
export function driftRoutes(context: ServiceContext): RouteGroup {
  const { db } = context;
  const group = operatorGroup(context, ["/api/v1/drift"]);
  group.openapi(route, async (c) => {
    const { state, limit } = c.req.valid("query");
    const [open, findings, scans] = await Promise.all([
      countFindings(db, { isOpen: true }),
      listFindings(db, { isOpen: state === "open" }, { limit, order: "time" }),
      listScans(db, { limit }),
    ]);
    return c.json(
      {
        open,
        findings: findings.map(({ firstSeenAt, lastSeenAt, closedAt, finding }) => ({
          firstSeenAt: firstSeenAt.toISOString(),
          lastSeenAt: lastSeenAt.toISOString(),
          closedAt: closedAt?.toISOString() ?? null,
          finding,
        })),
        scans: scans.map(({ startedAt, endedAt, result, summary, errors }) => ({
          startedAt: startedAt.toISOString(),
          endedAt: endedAt?.toISOString() ?? null,
          result,
          summary,
          errors: errors === null ? null : [...errors],
        })),
      },
      200,
    );
  });
  addDriftActions(group, context);
  return group;
}
