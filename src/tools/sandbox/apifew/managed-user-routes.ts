import type { Hono } from "hono";
import type { SandboxEnv } from "../sandbox-context.ts";
import type { ApifewApp } from "./apifew-app.ts";
import { missingUserParameter, readParameters, requireLogin } from "./parameters.ts";
import { ApifewError, result } from "./result.ts";

/** Managed users: end users in the team of a license owner. */
export function addManagedUserRoutes(api: Hono<SandboxEnv>, app: ApifewApp): void {
  api.post("/v2/user/managed/create", async (c) => {
    const parameters = await readParameters(c);
    const owner = requireLogin(app, parameters, "OWNER_LOGIN", missingUserParameter);
    const managed = requireLogin(app, parameters, "MANAGED_LOGIN", missingUserParameter);
    app.getUser(owner);
    if (!app.users.has(managed)) {
      app.addUser(managed, { isManagedOnly: true });
    }
    app.team(owner).add(managed);
    return result(c, null, `INFO_MANAGED_USER_CREATED_Params || ${managed}`);
  });

  api.post("/v2/user/managed/remove", async (c) => {
    const parameters = await readParameters(c);
    const owner = requireLogin(app, parameters, "OWNER_LOGIN", missingUserParameter);
    const managed = requireLogin(app, parameters, "MANAGED_LOGIN", missingUserParameter);
    removeManagedUser(app, owner, managed);
    return result(c, null, "INFO_MANAGED_USER_REMOVED");
  });
}

function removeManagedUser(app: ApifewApp, owner: string, managed: string): void {
  const user = app.getUser(managed);
  app.getUser(owner);
  if (!app.team(owner).has(managed)) {
    throw new ApifewError("ERROR_USER_NOT_FOUND");
  }
  if (app.licensesUsedBy(managed).some(({ ownerLogin }) => ownerLogin === owner)) {
    throw new ApifewError("ERROR_ALREADY_ASSIGNED_APP_LICENSE");
  }
  app.team(owner).delete(managed);
  const isInAnotherTeam = [...app.teams.values()].some((team) => team.has(managed));
  if (user.isManagedOnly && !isInAnotherTeam) {
    app.users.delete(managed);
  }
}
