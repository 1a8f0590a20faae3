import { hash, scryptSync } from "node:crypto";
import type { ControlPlaneConfig } from "../../../core/config/control-plane-config.ts";
import { canonicalJson } from "../../../core/ledger/canonical-json.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { type DeclarationConfig, declareTenant } from "./declare-tenant.ts";

/** The part of the configuration that determines tenants' resources. */
export type DigestedConfig = DeclarationConfig & Pick<ControlPlaneConfig, "values">;

const digestBytes = 32;

/**
 * Computes digests of everything that determines a tenant's resources: the tenant and its part of the
 * configuration. The fallback origin and the CNAME target belong to the deployment's stack; no tenant
 * resource uses them.
 */
export function declarationDigests(config: DigestedConfig): (tenant: Tenant) => string {
  const { zoneId, plans, manifest, provider } = config.deployment;
  const values = digestsOfValues(config.values);
  return (tenant) => {
    const declared = declareTenant(tenant, config);
    if (declared === undefined || "blocked" in declared) {
      // The digest is stored, so the name of this property must stay.
      return digest(declared && { hindrance: declared.blocked });
    }
    const { declaration } = declared;
    const { plan, hostnames, addon } = declaration;
    const templates = Object.values(addon?.config ?? {}).join();
    return digest({
      declaration,
      pricing: plans[plan],
      ...(hostnames.length > 0 && { zoneId }),
      // Without the default, so that digests from before this setting stay valid.
      ...(provider === "native" && { provider }),
      ...(addon && { configVars: manifest?.configVars }),
      values: Object.entries(values).filter(([name]) => templates.includes(`\${config:${name}}`)),
    });
  };
}

/** A digest that changes whenever the digest of any tenant may change. */
export function configDigest({ terms, plans, deployment, suspension, values }: DigestedConfig): string {
  return digest({ terms, plans, deployment, suspension, values: digestsOfValues(values) });
}

/** Secrets may be short, and their digests are stored, so guessing them must be slow. */
function digestsOfValues(values: DigestedConfig["values"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      scryptSync(value, `marketplane:${name}`, digestBytes).toString("base64"),
    ]),
  );
}

function digest(value: unknown): string {
  return hash("sha256", canonicalJson(value), "base64url");
}
