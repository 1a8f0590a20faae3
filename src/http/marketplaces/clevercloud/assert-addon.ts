import type { Tenant } from "../../../core/model/tenant.ts";
import { refusal } from "./refusal.ts";

/** The tenant, when it is an add-on that exists; throws a problem 404 or 410 when it does not, or not any more. */
export function assertAddon(tenant: Tenant | undefined): Tenant {
  if (tenant?.source !== "clevercloud") {
    throw refusal(404, "There is no such add-on.");
  }
  if (tenant.state === "removed") {
    throw refusal(410, "This add-on was deleted.");
  }
  return tenant;
}
