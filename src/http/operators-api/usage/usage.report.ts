import { createRoute, z } from "@hono/zod-openapi";
import { Period } from "../../../fleet/metering/period.ts";
import { type ReportOutcome, reportUsage } from "../../../fleet/metering/report-usage.ts";
import { operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { StorableText } from "../../kernel/page-params.ts";
import { commonProblems, HttpError, type ProblemStatus, problems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";

const UsageReport = z
  .strictObject({
    tenantId: StorableText,
    period: Period.describe("The month of the usage, in UTC."),
    reportKey: StorableText.min(1, "must not be empty").openapi({
      description: "Chosen by you; usage of one tenant with the same key counts once.",
      example: "requests-2026-11-22",
    }),
    cost: z
      .string()
      .regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be a decimal number as a text, such as "12.50"')
      .openapi({ description: "In the currency of the marketplace's invoice.", example: "12.50" }),
  })
  .openapi("UsageReport");

const recorded = (description: string) => ({
  description,
  content: { "application/json": { schema: UsageReport } },
});

const route = createRoute({
  method: "post",
  path: "/api/v1/usage",
  tags: ["Metering"],
  operationId: "reportUsage",
  summary: "Report usage of a tenant",
  description:
    "Usage of a month is billed together, after the month and its grace period. Send each piece when it occurs, with its " +
    "own key. If an answer is lost, send the piece again with the same key.",
  security: operatorOnly.security,
  request: { body: { required: true, content: { "application/json": { schema: UsageReport } } } },
  responses: {
    200: recorded("The usage was already recorded."),
    201: recorded("The usage is recorded."),
    ...problems(404, 409, 422),
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

const refusals: Readonly<Record<Exclude<ReportOutcome, "recorded" | "repeated">, [ProblemStatus, string]>> = {
  conflict: [409, "The key was used for another month or cost. Recorded usage cannot be changed."],
  closed: [409, "The month is closed: it has been billed, or its grace period has ended."],
  "not-begun": [422, "The month has not begun."],
  "unknown-tenant": [404, "There is no such tenant."],
};

/** POST /api/v1/usage */
export function addUsageReport(group: RouteGroup, { config, db, now }: ServiceContext): void {
  group.openapi(route, async (c) => {
    const report = c.req.valid("json");
    const { graceHours } = config.metering;
    const outcome = await reportUsage(db, { ...report, source: "api" }, { now: now(), graceHours });
    if (outcome === "recorded") {
      return c.json(report, 201);
    }
    if (outcome === "repeated") {
      return c.json(report, 200);
    }
    const [status, detail] = refusals[outcome];
    throw new HttpError(status, { detail });
  });
}
