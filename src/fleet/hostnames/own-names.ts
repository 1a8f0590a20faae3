import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";

/** The parts of the configuration that hold the seller's own hostnames. */
export type NamingConfig = Pick<ControlPlaneConfig, "publicUrl"> & {
  readonly deployment: Pick<ControlPlaneConfig["deployment"], "cnameTarget" | "fallbackOrigin">;
};

/** The seller's own hostnames. Neither they nor names below them can be a customer's hostname. */
export function ownNames({ publicUrl, deployment }: NamingConfig): string[] {
  return [deployment.cnameTarget.hostname, deployment.fallbackOrigin.hostname, new URL(publicUrl).hostname];
}
