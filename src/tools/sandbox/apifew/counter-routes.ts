import type { Hono } from "hono";
import type { JsonObject, JsonValue } from "../json-body.ts";
import type { SandboxEnv } from "../sandbox-context.ts";
import type { ApifewApp, License } from "./apifew-app.ts";
import { readParameters, requireText } from "./parameters.ts";
import { ApifewError, result } from "./result.ts";

/**
 * Counters of a user's license. The page prints the path of save for reading, too; without VALUE it reads.
 */
export function addCounterRoutes(api: Hono<SandboxEnv>, app: ApifewApp): void {
  api.post("/v2/app/user/license/counter/value", async (c) => {
    const { license, name } = findCounter(app, await readParameters(c));
    return result(c, { value: license.counters.get(name) });
  });

  api.post("/v2/app/user/license/counter/value/save", async (c) => {
    const parameters = await readParameters(c);
    const { license, name } = findCounter(app, parameters);
    if (parameters.VALUE === undefined) {
      c.set("isRead", true);
      return result(c, { value: license.counters.get(name) });
    }
    const value = parseValue(parameters.VALUE);
    license.counters.set(name, value);
    return result(c, { value }, "INFO_COUNTER_VALUE_SAVED");
  });
}

/** The page shows a uid as USER_LOGIN of counters and a login everywhere else, so both are accepted. */
function findCounter(app: ApifewApp, parameters: JsonObject): { license: License; name: string } {
  const name = requireText(parameters, "COUNTER_NAME", "ERROR_COUNTER_NOT_FOUND_FOR_USER");
  const loginOrUid = requireText(parameters, "USER_LOGIN", "ERROR_NO_LICENSE_ASSIGNED_FOR_USER");
  const byUid = [...app.users.values()].find(({ uid }) => uid === loginOrUid);
  const licenses = app.licensesUsedBy(byUid?.login ?? app.spellingOf(loginOrUid));
  const license = licenses[0];
  if (license === undefined) {
    throw new ApifewError("ERROR_NO_LICENSE_ASSIGNED_FOR_USER");
  }
  if (licenses.length > 1) {
    throw new ApifewError("ERROR_USER_ASSIGNED_TO_MORE_THAN_ONE_LICENSE");
  }
  if (!license.counters.has(name)) {
    throw new ApifewError("ERROR_COUNTER_NOT_FOUND_FOR_USER");
  }
  return { license, name };
}

function parseValue(value: JsonValue): number {
  const isNumeric = typeof value === "number" || (typeof value === "string" && value.trim() !== "");
  const parsed = isNumeric ? Number(value) : Number.NaN;
  if (!Number.isFinite(parsed)) {
    throw new ApifewError("ERROR_WRONG_VALUE");
  }
  return parsed;
}
