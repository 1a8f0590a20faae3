import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { KnownFinding } from "../../../fleet/drift/scheduled/drift-findings.ts";

/** What a finding is called, without ids that say nothing to people: the object, and what is the matter with it. */
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
