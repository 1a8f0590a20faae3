import type { Decision } from "../../../core/ledger/change.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { refusal } from "./refusal.ts";

/** The deletion of an add-on; throws a problem 404 if it never existed. */
export function decideDeprovision(tenant: Tenant | undefined): Decision<"deleted" | "deleted before"> {
  if (tenant?.source !== "clevercloud") {
    throw refusal(404, "There is no such add-on.");
  }
  if (tenant.state === "removed") {
    return { answer: "deleted before" };
  }
  return { answer: "deleted", next: { ...tenant, state: "removed" } };
}
