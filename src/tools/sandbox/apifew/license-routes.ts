import type { Context, Hono } from "hono";
import type { JsonObject } from "../json-body.ts";
import type { SandboxEnv } from "../sandbox-context.ts";
import { type ApifewApp, currentRevision, featuresOf, fullNameOf, type License, type Pricing } from "./apifew-app.ts";
import { isTruthy, readParameters, requireLogin, requireText } from "./parameters.ts";
import { ApifewError, result } from "./result.ts";
import { LicenseSeed } from "./seed.ts";

const quantityMax = 1000;

/** Licenses: list, create, assign, release, migrate. */
export function addLicenseRoutes(api: Hono<SandboxEnv>, app: ApifewApp): void {
  api.post("/v2/app/license", async (c) => {
    const key = requireText(await readParameters(c), "USER_LICENSE", "ERROR_LICENSE_NOT_FOUND");
    const license = app.licenses.get(key);
    if (license === undefined) {
      throw new ApifewError("ERROR_LICENSE_NOT_FOUND");
    }
    return result(c, licenseInfoToWire(app, license));
  });

  api.post("/v2/app/licenses", (c) => {
    const licenses = [...app.licenses.values()].map(({ key, active, status, endDate }) => {
      return { key, active, status, end_dt: endDate };
    });
    return result(c, { licenses });
  });

  api.post("/v2/app/pricing/license/create", async (c) => {
    const parameters = await readParameters(c);
    if (parameters.OWNER_LOGIN === undefined && parameters.USER_LOGIN !== undefined) {
      return release(c, app, parameters);
    }
    const { licenses, isAssigned } = createLicenses(app, parameters);
    const message = isAssigned ? "INFO_LICENSE_CREATED_AND_ASSIGNED" : "INFO_LICENSE_CREATED";
    return result(c, { keys: licenses.map(({ key }) => key) }, message);
  });

  api.post("/v2/app/pricing/license/assign", async (c) => {
    const license = assignLicense(app, await readParameters(c));
    return result(c, { key: license.key }, "INFO_LICENSE_ASSIGNED");
  });

  api.post("/v2/app/pricing/license/release", async (c) => release(c, app, await readParameters(c)));

  api.post("/v2/app/pricing/licenses/migrate", async (c) => {
    const pricing = app.pricings.get(requireText(await readParameters(c), "PRICING_UID", "ERROR_WRONG_PARAMETER"));
    if (pricing === undefined) {
      throw new ApifewError("ERROR_WRONG_PARAMETER");
    }
    const rev = currentRevision(pricing);
    const outdated = app.licensesOf(pricing.uid).filter((license) => license.rev !== rev);
    for (const license of outdated) {
      license.rev = rev;
    }
    return result(c, { licenses_migrated: outdated.length }, "INFO_LICENSES_MIGRATED");
  });
}

function release(c: Context<SandboxEnv>, app: ApifewApp, parameters: JsonObject): Response {
  const pricingUid = requireText(parameters, "PRICING_UID");
  const user = app.getUser(requireLogin(app, parameters, "USER_LOGIN"));
  const license = app.licensesUsedBy(user.login).find((used) => used.pricingUid === pricingUid);
  if (license === undefined) {
    throw new ApifewError("ERROR_NO_APP_LICENSE_ASSIGNED_TO_USER");
  }
  app.release(license);
  return result(c, { key: license.key }, "INFO_LICENSE_RELEASED");
}

function createLicenses(app: ApifewApp, parameters: JsonObject): { licenses: License[]; isAssigned: boolean } {
  const pricingUid = requireText(parameters, "PRICING_UID");
  const ownerLogin = app.getUser(requireLogin(app, parameters, "OWNER_LOGIN")).login;
  const quantity = parseQuantity(parameters.QUANTITY);
  const isAssigned = !isTruthy(parameters.NO_USAGE);
  const pricing = getOpenPricing(app, pricingUid);
  if (pricing.licensesMax !== undefined && app.licensesOf(pricingUid).length + quantity > pricing.licensesMax) {
    throw new ApifewError("ERROR_NO_LICENSE_AVAIL");
  }
  if (isAssigned && app.licensesUsedBy(ownerLogin).length > 0) {
    throw new ApifewError("ERROR_ALREADY_ASSIGNED_APP_LICENSE");
  }
  const licenses = Array.from({ length: quantity }, () => {
    return app.addLicense(LicenseSeed.parse({ pricingUid, ownerLogin }));
  });
  const first = licenses[0];
  if (isAssigned && first !== undefined) {
    app.assign(first, ownerLogin);
  }
  return { licenses, isAssigned };
}

function assignLicense(app: ApifewApp, parameters: JsonObject): License {
  const pricingUid = requireText(parameters, "PRICING_UID");
  const owner = requireLogin(app, parameters, "OWNER_LOGIN");
  const userLogin = requireLogin(app, parameters, "USER_LOGIN");
  app.getUser(owner);
  app.getUser(userLogin);
  getOpenPricing(app, pricingUid);
  if (app.licensesUsedBy(userLogin).length > 0) {
    throw new ApifewError("ERROR_ALREADY_ASSIGNED_APP_LICENSE");
  }
  const available = app
    .licensesOf(pricingUid)
    .filter((license) => license.ownerLogin === owner && license.userLogin === undefined);
  if (available.length === 0) {
    throw new ApifewError("ERROR_NO_LICENSE_AVAIL");
  }
  const license = available.find(({ active }) => active);
  if (license === undefined) {
    throw new ApifewError("ERROR_LICENSE_CANCELLED");
  }
  app.assign(license, userLogin);
  return license;
}

function getOpenPricing(app: ApifewApp, uid: string): Pricing {
  const pricing = app.pricings.get(uid);
  if (pricing === undefined) {
    throw new ApifewError("ERROR_NO_LICENSE_AVAIL");
  }
  if (!pricing.active) {
    throw new ApifewError("ERROR_LICENSE_CANCELLED");
  }
  return pricing;
}

function parseQuantity(value: unknown): number {
  const quantity = value === undefined || value === null ? 1 : Number(value);
  if (Number.isInteger(quantity) && quantity >= 1 && quantity <= quantityMax) {
    return quantity;
  }
  throw new ApifewError("ERROR_WRONG_PARAMETER");
}

function licenseInfoToWire(app: ApifewApp, license: License) {
  const pricing = app.pricings.get(license.pricingUid);
  const user = app.users.get(license.userLogin ?? license.ownerLogin);
  return {
    login: license.userLogin ?? license.ownerLogin,
    uid: user?.uid ?? "",
    app: app.name,
    license_number: license.key,
    pricing_name: fullNameOf(pricing, license.rev),
    pricing_features: featuresOf(pricing, license.rev),
    pricing_active: pricing?.active ?? false,
    license_status: license.status,
  };
}
