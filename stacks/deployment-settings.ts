import { ZoneId } from "@marketplane/providers/cloudflare/zone-id.ts";
import { Hostname, isWithinDomain } from "@marketplane/providers/hostname.ts";
import { checkSchema } from "@marketplane/providers/schema-problems.ts";
import { z } from "zod";
import { parseYaml } from "./files/parse-yaml.ts";
import type { Problem } from "./problems.ts";
import type { StackConfig } from "./stack-config.ts";

const Urls = z.strictObject({ baseUrl: z.string(), ssoUrl: z.string() });

/** The stack's configuration of a deployment; each property is set as marketplane:<name>. */
export const DeploymentSettings = z.strictObject({
  /** The zone that serves the customers' hostnames. */
  zoneId: ZoneId,
  /** The DNS record that receives the customers' traffic; never shown to customers. */
  fallbackOrigin: z.strictObject({
    hostname: Hostname,
    type: z.enum(["A", "AAAA", "CNAME"], { error: "must be one of A, AAAA, CNAME" }).default("A"),
    /** IP address, or hostname for a CNAME, of the seller's servers. */
    content: z.string().min(1),
    /** Adopts the zone's existing fallback origin. */
    adopt: z.boolean().optional(),
  }),
  /** The name that customers point their hostnames to. */
  cnameTarget: z.strictObject({
    hostname: Hostname,
    /** Gives every tenant its own target below the hostname. */
    wildcard: z.boolean().default(false),
  }),
  /** Clever Cloud's add-on manifest; omit it if you do not sell there. */
  manifest: z
    .strictObject({
      providerId: z.string(),
      name: z.string(),
      configVars: z.array(z.string()),
      regions: z.array(z.string()),
      production: Urls,
      test: Urls.optional(),
      rotate: z.string().optional(),
      /**
       * Secrets of a manifest that is already registered at Clever Cloud; set them as secrets of the
       * configuration.
       */
      adopt: z.strictObject({ password: z.string(), ssoSalt: z.string() }).optional(),
    })
    .optional(),
  /** The marketplaces' plan slugs, exactly as sent, with the apifew pricing of each. */
  plans: z.record(
    z.string().min(1),
    z.strictObject({ pricingUid: z.string().min(1), pricingName: z.string().min(1).optional() }),
  ),
  /** Whether the resources are dynamic ones, or those of the native provider. */
  provider: z.enum(["dynamic", "native"], { error: "must be one of dynamic, native" }).default("dynamic"),
  /** The folder of the tenant files, relative to Pulumi.yaml's folder. */
  tenants: z.string().min(1).default("tenants"),
  /** The share of the tenants that an update may delete without an approval. */
  maxDeletions: z
    .string({ error: "must be a percentage such as 20%" })
    .regex(/^(100|\d{1,2})%$/, "must be a percentage from 0% to 100%")
    .default("20%"),
  /** Approves the deletion of more tenants: this number, or any number if true. */
  allowDeletions: z
    .string({ error: "must be true, false or a number of tenants" })
    .regex(/^(true|false|\d{1,9})$/, "must be true, false or a number of tenants")
    .default("false"),
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

function originProblems({ fallbackOrigin, cnameTarget }: Partial<DeploymentSettings>): Problem[] {
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
