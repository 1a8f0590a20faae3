import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import { listFindings } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { actionFor } from "../../../fleet/drift/tasks/action-for.ts";
import { listTasks } from "../../../fleet/drift/tasks/drift-tasks.ts";
import { problemOf } from "../../kernel/answer-error.ts";
import { HttpError } from "../../kernel/problem.ts";
import { Adoption, adoptHostname } from "../../operators-api/drift/adopt-hostname.ts";
import { getFinding, getOpenFinding } from "../../operators-api/drift/find-finding.ts";
import { requestRemediation } from "../../operators-api/drift/request-remediation.ts";
import type { ConsoleContext, ConsoleGroup } from "../console-context.ts";
import { flashTo } from "../flash-to.ts";
import { readTenantNames } from "../runs/read-tenant-names.ts";
import { adoptPage } from "./adopt-page.ts";
import { findTenantId } from "./find-tenant-id.ts";
import { findingPage } from "./finding-page.ts";
import { remediatePage } from "./remediate-page.ts";

const tasksShown = 10;
const othersShown = 50;

/**
 * Adds the pages of one finding: its details, its remediation, and the assignment of an unmanaged hostname.
 */
export function addFindingRoutes(routes: ConsoleGroup, context: ConsoleContext): void {
  addFinding(routes, context);
  addRemediation(routes, context);
  addAdoption(routes, context);
}

function addFinding(routes: ConsoleGroup, { db }: ConsoleContext): void {
  routes.get("/console/drift/findings/:fingerprint{[0-9a-f]{32}}", async (c) => {
    const known = await getFinding(db, c.req.param("fingerprint"));
    const tenantId = tenantOfUrn(known.finding.urn);
    const [tasks, names] = await Promise.all([
      listTasks(db, known.fingerprint, tasksShown),
      readTenantNames(db, tenantId === undefined ? [] : [tenantId]),
    ]);
    return c.html(findingPage({ viewer: c.get("viewer"), known, tasks, tenantName: names.get(tenantId ?? "") }));
  });
}

function addRemediation(routes: ConsoleGroup, context: ConsoleContext): void {
  const { db } = context;
  routes.get("/console/drift/findings/:fingerprint{[0-9a-f]{32}}/remediate", async (c) => {
    const known = await getOpenFinding(db, c.req.param("fingerprint"));
    const action = actionFor(known.finding);
    if (action.kind !== "remediate") {
      throw new HttpError(409, { detail: "A remediation cannot resolve this finding." });
    }
    const { tenantId } = action;
    const [names, findings] = await Promise.all([
      readTenantNames(db, [tenantId]),
      listFindings(db, { isOpen: true, text: `${tenantId}-` }, { limit: othersShown, order: "severity" }),
    ]);
    const others = findings.filter(
      ({ fingerprint, finding }) => fingerprint !== known.fingerprint && actionFor(finding).kind === "remediate",
    );
    const tenantName = names.get(tenantId) ?? tenantId;
    return c.html(remediatePage({ viewer: c.get("viewer"), known, tenantId, tenantName, others }));
  });

  routes.post("/console/drift/findings/:fingerprint{[0-9a-f]{32}}/remediate", async (c) => {
    const fingerprint = c.req.param("fingerprint");
    await requestRemediation(context, fingerprint, c.get("viewer").actor);
    return c.redirect(`/console/drift/findings/${fingerprint}`, 303);
  });
}

function addAdoption(routes: ConsoleGroup, context: ConsoleContext): void {
  const { db } = context;
  routes.get("/console/drift/findings/:fingerprint{[0-9a-f]{32}}/adopt", async (c) => {
    const known = await getOpenFinding(db, c.req.param("fingerprint"));
    return c.html(adoptPage({ viewer: c.get("viewer"), known, hostname: known.finding.name }));
  });

  routes.post("/console/drift/findings/:fingerprint{[0-9a-f]{32}}/adopt", async (c) => {
    const fingerprint = c.req.param("fingerprint");
    const viewer = c.get("viewer");
    const form = await c.req.parseBody();
    const given = { tenant: String(form.tenant ?? ""), method: String(form.method ?? "") };
    try {
      const tenant = await findTenantId(db, given.tenant);
      const method = Adoption.shape.method.catch("http").parse(given.method);
      const hostname = await adoptHostname(context, fingerprint, { tenant, method }, viewer.actor);
      const text = `${hostname} now belongs to the tenant. Its next run adopts it, and the next scan closes the finding.`;
      return await flashTo(c, context, `/console/tenants/${tenant}`, { tone: "good", text });
    } catch (error) {
      if (!(error instanceof Error)) {
        throw error;
      }
      const { status, options } = problemOf(error);
      if (status >= 500 || status === 404) {
        throw error;
      }
      const known = await getFinding(db, fingerprint);
      // Status 200: browsers log any other status as an error in their console, although the page works.
      return c.html(adoptPage({ viewer, known, hostname: known.finding.name, given, error: options.detail }));
    }
  });
}
