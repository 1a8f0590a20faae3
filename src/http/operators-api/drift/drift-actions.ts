import { createRoute, z } from "@hono/zod-openapi";
import { findTask } from "../../../fleet/drift/tasks/drift-tasks.ts";
import { requestTask } from "../../../fleet/drift/tasks/request-task.ts";
import { actorOf, operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { commonProblems, HttpError, problems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { Adoption, adoptHostname } from "./adopt-hostname.ts";
import { requestRemediation } from "./request-remediation.ts";

const Requested = z
  .object({
    id: z.int().openapi({ description: "For GET /api/v1/drift/tasks/{id}." }),
    isNew: z.boolean().openapi({ description: "False if an identical task is already pending." }),
  })
  .openapi("RequestedDriftTask");

const Task = z
  .object({
    id: z.int(),
    kind: z.enum(["scan", "remediate"]),
    fingerprint: z.string().nullable(),
    tenantId: z.string().nullable(),
    requestedBy: z.string(),
    requestedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable().openapi({ description: "Null until a worker has started it." }),
    endedAt: z.iso.datetime().nullable(),
    outcome: z
      .enum(["done", "remediated", "left", "failed"])
      .nullable()
      .openapi({ description: "left: the drift is still there after the remediation." }),
    reason: z.string().nullable(),
  })
  .openapi("DriftTask");

const FindingParams = z.object({
  fingerprint: z.string().regex(/^[0-9a-f]{32}$/, "must be the fingerprint of a finding"),
});
const TaskParams = z.object({ id: z.string().regex(/^\d{1,15}$/, "must be the id of a task") });

const common = { tags: ["Drift"], security: operatorOnly.security };
const requested = {
  description: "A worker starts it within seconds.",
  content: { "application/json": { schema: Requested } },
};
const others = { ...operatorOnly.problems, ...commonProblems };

const scan = createRoute({
  ...common,
  method: "post",
  path: "/api/v1/drift/scans",
  operationId: "scanDrift",
  summary: "Start a drift scan of the fleet",
  responses: { 202: requested, ...others },
});

const remediate = createRoute({
  ...common,
  method: "post",
  path: "/api/v1/drift/findings/{fingerprint}/remediate",
  operationId: "remediateDriftFinding",
  summary: "Remediate the tenant of a finding",
  description: "A worker refreshes all resources of this tenant, updates them to the desired state and scans again.",
  request: { params: FindingParams },
  responses: { 202: requested, ...problems(404, 409), ...others },
});

const adopt = createRoute({
  ...common,
  method: "post",
  path: "/api/v1/drift/findings/{fingerprint}/adopt",
  operationId: "adoptDriftFinding",
  summary: "Assign an unmanaged hostname to a tenant",
  request: {
    params: FindingParams,
    body: { required: true, content: { "application/json": { schema: Adoption.openapi("Adoption") } } },
  },
  responses: {
    200: {
      description: "The hostname is now part of the tenant's desired state.",
      content: { "application/json": { schema: z.object({ tenantId: z.string(), hostname: z.string() }) } },
    },
    ...problems(404, 409, 415, 422),
    ...others,
  },
});

const task = createRoute({
  ...common,
  method: "get",
  path: "/api/v1/drift/tasks/{id}",
  operationId: "getDriftTask",
  summary: "Get the status of a drift task",
  request: { params: TaskParams },
  responses: {
    200: { description: "The task.", content: { "application/json": { schema: Task } } },
    ...problems(404),
    ...others,
  },
});

/** POST /api/v1/drift/scans, …/findings/{fingerprint}/remediate and …/adopt; GET /api/v1/drift/tasks/{id} */
export function addDriftActions(group: RouteGroup, context: ServiceContext): void {
  const { db, now } = context;
  group.openapi(scan, async (c) => {
    return c.json(await requestTask(db, { kind: "scan" }, { actor: actorOf(c), now: now() }), 202);
  });
  group.openapi(remediate, async (c) => {
    return c.json(await requestRemediation(context, c.req.valid("param").fingerprint, actorOf(c)), 202);
  });
  group.openapi(adopt, async (c) => {
    const adoption = c.req.valid("json");
    const hostname = await adoptHostname(context, c.req.valid("param").fingerprint, adoption, actorOf(c));
    return c.json({ tenantId: adoption.tenant, hostname }, 200);
  });
  group.openapi(task, async (c) => {
    const id = Number(c.req.valid("param").id);
    const found = await findTask(db, id);
    if (found === undefined) {
      throw new HttpError(404, { detail: "This task does not exist, or its retention period has ended." });
    }
    const { worker: _worker, heldUntil: _heldUntil, requestedAt, startedAt, endedAt, ...facts } = found;
    const times = { startedAt: startedAt?.toISOString() ?? null, endedAt: endedAt?.toISOString() ?? null };
    return c.json({ ...facts, requestedAt: requestedAt.toISOString(), ...times }, 200);
  });
}
