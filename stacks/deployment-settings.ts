import { ZoneId } from "@marketplane/providers/cloudflare/zone-id.ts";
import { Hostname, isWithinDomain } from "@marketplane/providers/hostname.ts";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type Problem, problemsOf } from "./problems.ts";

const Urls = z.strictObject({ baseUrl: z.string(), ssoUrl: z.string() });

/** What the stack's configuration says of a deployment, each property under marketplane:<name>. */
export const DeploymentSettings = z.strictObject({
  /** The zone that serves the customers' hostnames. */
  zoneId: ZoneId,
  /** The record that the customers' traffic goes to; it is told to nobody. */
  fallbackOrigin: z.strictObject({
    hostname: Hostname,
    type: z.enum(["A", "AAAA", "CNAME"], { error: "must be one of A, AAAA, CNAME" }).default("A"),
    /** IP address, or hostname for a CNAME, of the vendor's own servers. */
    content: z.string().min(1),
    /** Takes over the fallback origin that the zone has already. */
    adopt: z.boolean().optional(),
  }),
  /** The name that customers point their hostnames to. */
  cnameTarget: z.strictObject({
    hostname: Hostname,
    /** Gives every tenant a target of its own below the hostname. */
    wildcard: z.boolean().default(false),
  }),
  /** Clever Cloud's add-on manifest; left out by a vendor who does not sell there. */
  manifest: z
    .strictObject({
      providerId: z.string(),
      name: z.string(),
      configVars: z.array(z.string()),
      regions: z.array(z.string()),
      production: Urls,
      test: Urls.optional(),
      rotate: z.string().optional(),
      /** Secrets of a manifest that Clever Cloud knows already; set them as secrets of the configuration. */
      adopt: z.strictObject({ password: z.string(), ssoSalt: z.string() }).optional(),
    })
    .optional(),
  /** The marketplaces' plan slugs, exactly as they are sent, and the apifew pricing behind each. */
  plans: z.record(
    z.string().min(1),
    z.strictObject({ pricingUid: z.string().min(1), pricingName: z.string().min(1).optional() }),
  ),
  /** The folder of the tenants' files, from Pulumi.yaml's folder. */
  tenants: z.string().default("tenants"),
});
export type DeploymentSettings = z.infer<typeof DeploymentSettings>;

const namespace = "marketplane";

/** Reads the stack's configuration; what is wrong with it comes back as problems. */
export function readDeploymentSettings(): { settings?: DeploymentSettings; problems: readonly Problem[] } {
  const config = new pulumi.Config(namespace);
  const structured = ["fallbackOrigin", "cnameTarget", "manifest", "plans"] as const;
  const plain = ["zoneId", "tenants"] as const;
  const input = Object.fromEntries([
    ...structured.map((key) => [key, config.getObject(key)]),
    ...plain.map((key) => [key, config.get(key)]),
  ]);
  const parsed = DeploymentSettings.safeParse(input);
  if (!parsed.success) {
    return { problems: problemsOf(`configuration ${namespace}`, parsed.error, input) };
  }
  return { settings: parsed.data, problems: originProblems(parsed.data) };
}

function originProblems({ fallbackOrigin, cnameTarget }: DeploymentSettings): Problem[] {
  const isLoop =
    fallbackOrigin.hostname === cnameTarget.hostname ||
    (cnameTarget.wildcard && isWithinDomain(fallbackOrigin.hostname, cnameTarget.hostname));
  return isLoop
    ? [
        {
          where: `configuration ${namespace}, cnameTarget.hostname`,
          what: `must lead to the fallback origin ${fallbackOrigin.hostname}, not contain it (it is "${cnameTarget.hostname}")`,
        },
      ]
    : [];
}
