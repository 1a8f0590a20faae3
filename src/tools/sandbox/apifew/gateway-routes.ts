import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { JsonObject } from "../json-body.ts";
import type { SandboxEnv } from "../sandbox-context.ts";
import type { ApifewApp, License } from "./apifew-app.ts";
import { isTruthy, readParameters, requireText } from "./parameters.ts";
import { ApifewError, result } from "./result.ts";

/** The gateway with its built-in echo API, and single-use request tokens. */
export function addGatewayRoutes(api: Hono<SandboxEnv>, app: ApifewApp): void {
  api.post("/v1/request", async (c) => {
    getActiveLicense(app, c.req.header("Apifew-User-License"));
    const parameters = await readParameters(c);
    const echoed = echo(app, parameters);
    return isTruthy(parameters.RESPONSE_AS_RESULT) ? result(c, echoed) : c.json(echoed);
  });

  api.post("/v1/token/create", async (c) => {
    const parameters = await readParameters(c);
    const license = getActiveLicense(app, requireText(parameters, "USER_LICENSE"));
    const apiUrl = requireText(parameters, "API_URL");
    const apiMethod = requireText(parameters, "API_METHOD");
    const token = { token: randomUUID(), licenseKey: license.key, apiUrl, apiMethod, consumedStatus: undefined };
    app.tokens.set(token.token, token);
    return result(c, { token: token.token });
  });
}

/** Only the seller consumes tokens, so the call requires the Apifew-Key. */
export function addTokenConsumeRoute(api: Hono<SandboxEnv>, app: ApifewApp): void {
  api.post("/v1/token/consume", async (c) => {
    const parameters = await readParameters(c);
    const token = app.tokens.get(requireText(parameters, "TOKEN"));
    const status = Number(parameters.REQUEST_STATUS_CODE);
    if (!Number.isInteger(status)) {
      throw new ApifewError("ERROR_MISSING_PARAMETER");
    }
    if (token === undefined || token.consumedStatus !== undefined) {
      throw new ApifewError("ERROR_WRONG_PARAMETER");
    }
    token.consumedStatus = status;
    const pricing = app.pricings.get(app.licenses.get(token.licenseKey)?.pricingUid ?? "");
    const shown = isTruthy(parameters.SHOW_PRICING) ? { pricing: pricing?.name ?? "" } : {};
    return result(c, { app_name: app.name, token: token.token, consumed: true, ...shown });
  });
}

function getActiveLicense(app: ApifewApp, key: string | undefined): License {
  const license = app.licenses.get(key ?? "");
  if (license === undefined) {
    throw new ApifewError("ERROR_LICENSE_NOT_FOUND");
  }
  if (!license.active) {
    throw new ApifewError("ERROR_LICENSE_CANCELLED");
  }
  return license;
}

/** Only the names of the headers, because their values are the caller's secrets. */
function echo(app: ApifewApp, parameters: JsonObject) {
  const appName = requireText(parameters, "APP_NAME");
  if (appName !== app.name) {
    throw new ApifewError("ERROR_WRONG_PARAMETER");
  }
  const headers = JsonObject.safeParse(parameters.HEADERS).data ?? {};
  return {
    app: appName,
    method: requireText(parameters, "METHOD"),
    route: requireText(parameters, "ROUTE"),
    params: parameters.PARAMS ?? {},
    headers: Object.keys(headers),
  };
}
