import type { ControlPlaneConfig } from "../../../core/config/control-plane-config.ts";
import type { Tenant } from "../../../core/model/tenant.ts";

/** What suspending a tenant changes for its customer, one sentence each, and finally what is kept. */
export function suspensionChanges(
  { source, desired, state }: Pick<Tenant, "source" | "desired" | "state">,
  { suspension }: Pick<ControlPlaneConfig, "suspension">,
): string[] {
  if (state !== "active") {
    return [];
  }
  const hostnames = desired.hostnames.map(({ hostname }) => hostname).join(", ");
  const people = desired.members.filter(({ license }) => license !== false).length;
  const isReleased = suspension.licenses === "release";
  const areDeleted = suspension.hostnames === "delete" && hostnames !== "";
  return [
    isReleased
      ? `The owner${people > 0 ? ` and ${people} ${people === 1 ? "member" : "members"}` : ""} can no longer use the licenses at apifew.`
      : "The owner and the members can still use the licenses at apifew.",
    ...(areDeleted
      ? [
          `Deleted at Cloudflare with their certificates: ${hostnames}. Resuming needs new DNS records from the customer.`,
        ]
      : []),
    "The panel shows only that the add-on is suspended, and nothing can be changed there.",
    ...(source === "direct"
      ? []
      : ["The marketplace is not notified: it keeps billing the plan that was ordered there."]),
    ...(areDeleted || hostnames === "" ? [] : [`Kept at Cloudflare with their certificates: ${hostnames}.`]),
    "Kept: the license keys, the members and the config vars. Resuming restores the use of the licenses.",
  ];
}
