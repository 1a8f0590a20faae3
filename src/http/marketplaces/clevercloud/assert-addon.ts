import type { Tenant } from "../../../core/model/tenant.ts";
import { refusal } from "./refusal.ts";

/**
 * The tenant, if it is an existing add-on. Throws a problem 404 if it never existed, or 410 if it was
 * deleted.
 */
export function assertAddon(tenant: Tenant | undefined): Tenant {
  if (tenant?.source !== "clevercloud") {
    throw refusal(404, "There is no such add-on.");
  }
  if (tenant.state === "removed") {
    throw refusal(410, "This add-on was deleted.");
  }
  return tenant;
}
