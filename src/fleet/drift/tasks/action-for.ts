import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { Finding } from "../../../core/model/drift-report.ts";

/** What an operator can do about a finding. */
export type FindingAction =
  /** Bring the tenant's resources back to their desired state. */
  | { readonly kind: "remediate"; readonly tenantId: string }
  /** Assign the hostname to a tenant. */
  | { readonly kind: "adopt"; readonly hostname: string }
  /** Nothing here; the advice says what to do instead. */
  | { readonly kind: "none"; readonly advice: string };

type Facts = Pick<Finding, "kind" | "type" | "name" | "urn" | "isRemediatedByUp">;

/** Returns what an operator can do about a finding. */
export function actionFor({ kind, type, name, urn, isRemediatedByUp }: Facts): FindingAction {
  if (kind === "unmanaged") {
    return type === "cloudflare:CustomHostname"
      ? { kind: "adopt", hostname: name }
      : {
          kind: "none",
          advice: "It cannot be assigned to a tenant here. Delete it at the vendor if it is not needed.",
        };
  }
  if (kind === "unverifiable") {
    return {
      kind: "none",
      advice: "The vendor documents no call to read it. Check it in the vendor's console if necessary.",
    };
  }
  const tenantId = tenantOfUrn(urn);
  if (tenantId === undefined) {
    return {
      kind: "none",
      advice: "It belongs to no tenant. Run marketplane drift --remediate in its own project.",
    };
  }
  if (isRemediatedByUp) {
    return { kind: "remediate", tenantId };
  }
  if (kind === "incomplete") {
    return {
      kind: "none",
      advice: "The next run of its shard finishes it. That run searches for the object that was being created.",
    };
  }
  return {
    kind: "none",
    advice: "No declaration can resolve this. Fix the cause at the vendor or with the customer.",
  };
}
