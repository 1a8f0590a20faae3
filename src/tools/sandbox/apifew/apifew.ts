/**
 * Emulator of apifew's API and gateway. Written from apifew's page. Deviations from it, and decisions where
 * it is silent or contradicts itself:
 *
 * - Release is POST /v2/app/pricing/license/release, the reading of a counter POST
 *   /v2/app/user/license/counter/value: the page prints the paths of create and of save under them. The
 *   printed paths work as well: create with USER_LOGIN and no OWNER_LOGIN releases, save without VALUE reads.
 * - Pricings: the page gives an empty body to both forms, and CURRENT_REV_ONLY 0 means the same as none. That
 *   answer combines both forms: features, licenses_count and the licenses. 1 asks for the basic form of the
 *   latest revisions. No uid is in either answer, as on the page.
 * - Errors come with HTTP 200. Where the page prints an impossible error only, the nearest of its own words
 *   is used: a second create of a user is ERROR_USER_ALREADY_EXISTS (v1 prints it), a login that is no
 *   address ERROR_USER_NOT_FOUND; an unknown pricing is ERROR_NO_LICENSE_AVAIL on create and assign, a wrong
 *   quantity, an unknown app of the gateway and a token that was used ERROR_WRONG_PARAMETER, removing a
 *   managed user who uses the owner's license ERROR_ALREADY_ASSIGNED_APP_LICENSE. Adding a managed user twice
 *   succeeds.
 * - managed/create makes a user that is not there ("Managed user creation"); such a user goes with its
 *   removal, unless user/create claimed it meanwhile.
 * - Deleting a user ends its usage of licenses and its place in teams; licenses it owns stay, as they are
 *   apifew's.
 * - One license of the app per user, by the page's ERROR_ALREADY_ASSIGNED_APP_LICENSE; the website (control)
 *   can give more. Assigning does not ask whether the user is managed by the owner: the page does not either.
 * - The page does not say whether two spellings of an address that differ in case are one user. They are two,
 *   unless the seed's `loginCase` is folded: then the first spelling is the user's, and every answer has it.
 * - A user without a license has "" and [] where the license's values stand, as the page prints a blank key.
 * - counters find a user by login and by uid, since the page's example is a uid; counters belong to the
 *   license.
 * - The gateway knows one API, an echo under the app's own name; its answer names headers without their
 *   values.
 * - Nothing is emulated of "User login" (the page is blank), request stamps, passwords and fees.
 */
import { Hono } from "hono";
import type { Emulator, SandboxContext, SandboxEnv } from "../sandbox-context.ts";
import { vendorGate } from "../vendor-gate.ts";
import { ApifewApp } from "./apifew-app.ts";
import { addControlRoutes, licenseState } from "./control-routes.ts";
import { addCounterRoutes } from "./counter-routes.ts";
import { addGatewayRoutes, addTokenConsumeRoute } from "./gateway-routes.ts";
import { addLicenseRoutes } from "./license-routes.ts";
import { addManagedUserRoutes } from "./managed-user-routes.ts";
import { addPricingRoutes } from "./pricing-routes.ts";
import { ApifewError, errorResult } from "./result.ts";
import { addDeprecatedUserRoutes, addUserRoutes } from "./user-routes.ts";

export const apifewBasePath = "/apifew";

/**
 * Every call is a POST, so reads are recognized by their routes. The save path of a counter without VALUE
 * marks itself as a read.
 */
const readRoutes = new Set([
  "/v2/app/user",
  "/v2/app/pricings",
  "/v2/app/license",
  "/v2/app/licenses",
  "/v2/app/user/license/counter/value",
  "/v1/app/user",
]);

/** The emulated apifew. `control` contains what only its website can do. */
export function createApifew(context: SandboxContext): Emulator {
  const app = new ApifewApp(context);
  const api = new Hono<SandboxEnv>();
  api.use(
    "*",
    vendorGate(context, {
      vendor: "apifew",
      basePath: apifewBasePath,
      isWrite: (_, route) => !readRoutes.has(route),
      errorResponse: (status) => errorResult(`ERROR_INJECTED_${status}`, status),
    }),
  );
  addGatewayRoutes(api, app);
  api.use("*", async (c, next) => {
    if (c.req.header("Apifew-Key") !== context.seed.apifew.key) {
      throw new ApifewError("APIFEY_KEY_NOT_FOUND");
    }
    await next();
  });
  addTokenConsumeRoute(api, app);
  addUserRoutes(api, app);
  addManagedUserRoutes(api, app);
  addPricingRoutes(api, app);
  addLicenseRoutes(api, app);
  addCounterRoutes(api, app);
  addDeprecatedUserRoutes(api, app);
  api.all("*", () => errorResult("ERROR_ROUTE_NOT_FOUND", 404));
  api.onError((error) =>
    error instanceof ApifewError ? errorResult(error.message) : errorResult("ERROR_INTERNAL", 500),
  );

  const control = new Hono<SandboxEnv>();
  addControlRoutes(control, app);
  return { app: api, control, state: () => stateOf(app) };
}

function stateOf(app: ApifewApp) {
  const managedUsers = [...app.teams].flatMap(([ownerLogin, team]) => {
    return [...team].map((managedLogin) => ({ ownerLogin, managedLogin }));
  });
  return {
    app: app.name,
    users: [...app.users.values()],
    managedUsers,
    pricings: [...app.pricings.values()],
    licenses: [...app.licenses.values()].map(licenseState),
    tokens: [...app.tokens.values()],
  };
}
