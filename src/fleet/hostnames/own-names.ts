import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";

/** Where the configuration has names of the seller's own. */
export type NamingConfig = Pick<ControlPlaneConfig, "publicUrl"> & {
  readonly deployment: Pick<ControlPlaneConfig["deployment"], "cnameTarget" | "fallbackOrigin">;
};

/** Names of the seller's own; neither they nor names below them are a customer's hostname. */
export function ownNames({ publicUrl, deployment }: NamingConfig): string[] {
  return [deployment.cnameTarget.hostname, deployment.fallbackOrigin.hostname, new URL(publicUrl).hostname];
}
