import type { Hono } from "hono";
import { JsonObject, textOf } from "../json-body.ts";
import type { SandboxEnv } from "../sandbox-context.ts";
import { type ApifewApp, featuresOf, fullNameOf, type User } from "./apifew-app.ts";
import { missingUserParameter, readParameters, requireLogin } from "./parameters.ts";
import { ApifewError, result } from "./result.ts";

/** Users of the application (/v2). */
export function addUserRoutes(api: Hono<SandboxEnv>, app: ApifewApp): void {
  api.post("/v2/app/user/create", async (c) => {
    const login = requireLogin(app, await readParameters(c), "USER_LOGIN", missingUserParameter);
    return result(c, { uid: createUser(app, login).uid }, "INFO_APP_USER_CREATED");
  });

  api.post("/v2/app/user", async (c) => {
    const login = requireLogin(app, await readParameters(c), "USER_LOGIN", missingUserParameter);
    return result(c, userToWire(app, app.getUser(login)));
  });

  api.post("/v2/app/user/info/save", async (c) => {
    const parameters = await readParameters(c);
    const user = app.getUser(
      requireLogin(app, parameters, "USER_LOGIN", missingUserParameter),
      "ERROR::USER_NOT_FOUND",
    );
    const settings = JsonObject.safeParse(parameters.USER_SETTINGS).data;
    if (settings === undefined) {
      throw new ApifewError(missingUserParameter);
    }
    return result(c, saveNames(user, settings), "INFO::USER_INFO_SAVED");
  });

  api.post("/v2/app/user/delete", async (c) => {
    const login = requireLogin(app, await readParameters(c), "USER_LOGIN", missingUserParameter);
    deleteUser(app, login);
    return result(c, null, "INFO_APP_USER_DELETED");
  });
}

/** Creates a user, or claims a user that managed/create created. */
export function createUser(app: ApifewApp, login: string): User {
  const present = app.users.get(login);
  if (present !== undefined && !present.isManagedOnly) {
    throw new ApifewError("ERROR_USER_ALREADY_EXISTS");
  }
  if (!/^\S+@\S+$/.test(login)) {
    throw new ApifewError("ERROR_USER_NOT_FOUND");
  }
  if (present === undefined) {
    return app.addUser(login);
  }
  present.isManagedOnly = false;
  return present;
}

/** Removes a user from the application: the usage of licenses ends, and owned licenses stay. */
export function deleteUser(app: ApifewApp, login: string): void {
  app.getUser(login);
  for (const license of app.licensesUsedBy(login)) {
    app.release(license);
  }
  app.users.delete(login);
  for (const team of app.teams.values()) {
    team.delete(login);
  }
}

function saveNames(user: User, settings: JsonObject): string[] {
  const changed: string[] = [];
  const first = settings.name_first;
  const last = settings.name_last;
  if (typeof first === "string" && first !== user.nameFirst) {
    changed.push("name_first");
  }
  if (typeof last === "string" && last !== user.nameLast) {
    changed.push("name_last");
  }
  if (typeof first === "string") {
    user.nameFirst = first;
  }
  if (typeof last === "string") {
    user.nameLast = last;
  }
  return changed;
}

function userToWire(app: ApifewApp, user: User) {
  const license = app.licensesUsedBy(user.login)[0];
  const pricing = license === undefined ? undefined : app.pricings.get(license.pricingUid);
  return {
    login: user.login,
    uid: user.uid,
    app: app.name,
    license_key: license?.key ?? "",
    pricing_fullname: license === undefined ? "" : fullNameOf(pricing, license.rev),
    license_role: license === undefined ? "" : "normal_user",
    license_features: license === undefined ? [] : featuresOf(pricing, license.rev),
    license_active: license?.active ?? false,
    license_status: license?.status ?? "",
    name_first: user.nameFirst,
    name_last: user.nameLast,
  };
}

/** Deprecated users (/v1): the login is in USER.login. */
export function addDeprecatedUserRoutes(api: Hono<SandboxEnv>, app: ApifewApp): void {
  const readLogin = (parameters: JsonObject): string => {
    const login = textOf(JsonObject.safeParse(parameters.USER).data?.login);
    if (login === undefined) {
      throw new ApifewError(missingUserParameter);
    }
    return app.spellingOf(login);
  };

  api.post("/v1/app/user/create", async (c) => {
    const user = createUser(app, readLogin(await readParameters(c)));
    return result(c, { uid: user.uid }, "INFO_APP_USER_CREATED");
  });

  api.post("/v1/app/user", async (c) => {
    const user = app.getUser(readLogin(await readParameters(c)));
    const license = app.licensesUsedBy(user.login)[0];
    return result(c, {
      login: user.login,
      uid: user.uid,
      app: app.name,
      license_number: license?.key ?? "",
      license_ok: license?.active ?? false,
    });
  });

  api.post("/v1/app/user/delete", async (c) => {
    deleteUser(app, readLogin(await readParameters(c)));
    return result(c, null, "INFO_APP_USER_DELETED");
  });
}
