import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { Finding } from "../../../core/model/drift-report.ts";

/** What an operator can have done about a finding. */
export type FindingAction =
  /** The tenant's resources are made as they are wanted. */
  | { readonly kind: "remediate"; readonly tenantId: string }
  /** The hostname is given to a tenant. */
  | { readonly kind: "adopt"; readonly hostname: string }
  /** Nothing from here; what to do instead. */
  | { readonly kind: "none"; readonly advice: string };

type Facts = Pick<Finding, "kind" | "type" | "name" | "urn" | "isRemediatedByUp">;

/** Says what can be done about a finding. */
export function actionFor({ kind, type, name, urn, isRemediatedByUp }: Facts): FindingAction {
  if (kind === "unmanaged") {
    return type === "cloudflare:CustomHostname"
      ? { kind: "adopt", hostname: name }
      : { kind: "none", advice: "No tenant can be given it from here: delete it at the vendor if nobody needs it." };
  }
  if (kind === "unverifiable") {
    return { kind: "none", advice: "The vendor documents no call that tells: look on its website, if it matters." };
  }
  const tenantId = tenantOfUrn(urn);
  if (tenantId === undefined) {
    return {
      kind: "none",
      advice: "It is no tenant's: cure it with marketplane drift --remediate in its own project.",
    };
  }
  if (isRemediatedByUp) {
    return { kind: "remediate", tenantId };
  }
  if (kind === "incomplete") {
    return { kind: "none", advice: "The next run on its shard finishes it: that run looks for what was being made." };
  }
  return {
    kind: "none",
    advice: "Nothing that is declared ends this: see to its cause at the vendor or the customer.",
  };
}
