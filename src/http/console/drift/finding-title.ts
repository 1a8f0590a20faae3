import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { KnownFinding } from "../../../fleet/drift/scheduled/drift-findings.ts";

/** The title of a finding, without ids: the object, and what is wrong with it. */
export function findingTitle({ finding }: Pick<KnownFinding, "finding">): string {
  const { kind, type, name, message, urn } = finding;
  const tenantId = tenantOfUrn(urn);
  const short = tenantId === undefined ? name : name.replace(`${tenantId}-`, "");
  if (kind === "missing") {
    return `${short} is gone`;
  }
  if (kind === "unmanaged" && type === "cloudflare:CustomHostname") {
    return `${name} belongs to no tenant`;
  }
  return message.replace(name, short);
}
