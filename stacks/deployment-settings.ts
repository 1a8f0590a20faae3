import { ZoneId } from "@marketplane/providers/cloudflare/zone-id.ts";
import { resourceProviders } from "@marketplane/providers/engine-types.ts";
import { Hostname, isWithinDomain } from "@marketplane/providers/hostname.ts";
import { checkSchema } from "@marketplane/providers/schema-problems.ts";
import { z } from "zod";
import { parseYaml } from "./files/parse-yaml.ts";
import type { Problem } from "./problems.ts";
import type { StackConfig } from "./stack-config.ts";

const Urls = z
  .strictObject({
    baseUrl: z.string().describe("The base URL of the add-on provider API."),
    ssoUrl: z.string().describe("The URL of the single sign-on."),
  })
  .meta({ title: "DeploymentManifestUrls" });

/** What tenants need of the add-on manifest. */
export const ManifestSettings = z.strictObject({
  providerId: z.string().describe("The add-on provider's id."),
  name: z.string().describe("The provider's name in Clever Cloud's marketplace."),
  configVars: z.array(z.string()).describe("The names of the environment variables that add-ons may set."),
  regions: z.array(z.string()).describe("The regions that add-ons are offered in."),
  production: Urls.describe("The URLs that Clever Cloud calls."),
  test: Urls.optional().describe("URLs for trying the provider out."),
});

/** The stack's configuration of a deployment; each property is set as marketplane:<name>. */
export const DeploymentSettings = z.strictObject({
  zoneId: ZoneId.describe("Cloudflare's id of the zone that serves the customers' hostnames."),
  fallbackOrigin: z
    .strictObject({
      hostname: Hostname.describe("The record's name."),
      type: z
        .enum(["A", "AAAA", "CNAME"], { error: "must be one of A, AAAA, CNAME" })
        .default("A")
        .describe("The record's type."),
      content: z.string().min(1).describe("IP address, or hostname for a CNAME, of the seller's servers."),
      adopt: z.boolean().optional().describe("Adopts the zone's existing fallback origin."),
    })
    .describe("The DNS record that receives the customers' traffic; never shown to customers."),
  cnameTarget: z
    .strictObject({
      hostname: Hostname.describe("The name."),
      wildcard: z.boolean().default(false).describe("Gives every tenant its own target below the hostname."),
    })
    .meta({ title: "DeploymentCnameTarget" })
    .describe("The name that customers point their hostnames to."),
  manifest: ManifestSettings.extend({
    rotate: z.string().optional().describe("Any text. A change generates a new password and SSO salt."),
    adopt: z
      .strictObject({
        password: z.string().meta({ secret: true }).describe("The registered manifest's password."),
        ssoSalt: z.string().meta({ secret: true }).describe("The registered manifest's salt of the single sign-on."),
      })
      .optional()
      .describe("Secrets of a manifest that is already registered at Clever Cloud; set them as secrets."),
  })
    .optional()
    .describe("Clever Cloud's add-on manifest; omit it if you do not sell there."),
  plans: z
    .record(
      z.string().min(1),
      z
        .strictObject({
          pricingUid: z.string().min(1).describe("The uid of the plan's pricing at apifew."),
          pricingName: z.string().min(1).optional().describe("The pricing's name: apifew's list has no uid."),
        })
        .meta({ title: "DeploymentPlan" }),
    )
    .describe("The marketplaces' plan slugs, exactly as sent, with the apifew pricing of each."),
  provider: z
    .enum(resourceProviders, { error: `must be one of ${resourceProviders.join(", ")}` })
    .default("dynamic")
    .describe(
      "Whether the resources are dynamic ones, or those of the native provider. A change makes no call at a vendor.",
    ),
  tenants: z
    .string()
    .min(1)
    .default("tenants")
    .describe("The folder of the tenant files, relative to Pulumi.yaml's folder."),
  maxDeletions: z
    .string({ error: "must be a percentage such as 20%" })
    .regex(/^(100|\d{1,2})%$/, "must be a percentage from 0% to 100%")
    .default("20%")
    .describe("The share of the tenants that an update may delete without an approval."),
  allowDeletions: z
    .string({ error: "must be true, false or a number of tenants" })
    .regex(/^(true|false|\d{1,9})$/, "must be true, false or a number of tenants")
    .default("false")
    .describe("Approves the deletion of more tenants: this number, or any number if true."),
});
export type DeploymentSettings = z.infer<typeof DeploymentSettings>;

const namespace = "marketplane";
/** Written as mappings in the stack's configuration, and passed to the program as JSON. */
const structured: readonly string[] = ["fallbackOrigin", "cnameTarget", "manifest", "plans"];

export interface ReadSettings {
  /** Undefined if a property is invalid. */
  readonly settings?: DeploymentSettings;
  /** The valid properties. */
  readonly part: Partial<DeploymentSettings>;
  readonly problems: readonly Problem[];
}

/** Reads the stack's configuration. Invalid settings are returned as problems. */
export function readDeploymentSettings({ values, secretKeys }: StackConfig): ReadSettings {
  const problems: Problem[] = [];
  const part: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries<z.ZodType>(DeploymentSettings.shape)) {
    const setting = `${namespace}:${key}`;
    const where = `configuration ${setting}`;
    const text = values[setting];
    const read = text !== undefined && structured.includes(key) ? parseYaml(text) : { value: text, problems: [] };
    if (read.problems.length > 0) {
      problems.push(...read.problems.map(({ what }) => ({ where, what })));
      continue;
    }
    const isSecret = () => secretKeys.includes(setting);
    const checked = checkSchema(schema, read.value, { isSecret });
    if (checked.problems === undefined) {
      part[key] = checked.data;
    } else {
      problems.push(
        ...checked.problems.map(({ path, what }) => ({ where, property: path.join(".") || undefined, what })),
      );
    }
  }
  const valid = part as Partial<DeploymentSettings>;
  problems.push(...originProblems(valid));
  return problems.length === 0
    ? { settings: DeploymentSettings.parse(part), part: valid, problems }
    : { part: valid, problems };
}

/** The target of the customers' names must not be the fallback origin, to which it points. */
export function originProblems({ fallbackOrigin, cnameTarget }: Partial<DeploymentSettings>): Problem[] {
  if (fallbackOrigin === undefined || cnameTarget === undefined) {
    return [];
  }
  const isLoop =
    fallbackOrigin.hostname === cnameTarget.hostname ||
    (cnameTarget.wildcard && isWithinDomain(fallbackOrigin.hostname, cnameTarget.hostname));
  return isLoop
    ? [
        {
          where: `configuration ${namespace}:cnameTarget`,
          property: "hostname",
          what: `must point to the fallback origin ${fallbackOrigin.hostname}, not contain it (it is "${cnameTarget.hostname}")`,
        },
      ]
    : [];
}
