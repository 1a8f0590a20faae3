import { Pricing } from "@marketplane/providers/apifew/pricing.ts";
import { AddonManifest } from "@marketplane/providers/clevercloud/addon-manifest/index.ts";
import { FallbackOrigin } from "@marketplane/providers/cloudflare/fallback-origin/index.ts";
import { chooseProviderOfChildren } from "@marketplane/providers/managed-resource.ts";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { cnameTargetOf } from "./cname-target.ts";
import type { DeploymentSettings } from "./deployment-settings.ts";

/** For proxied records, Cloudflare chooses the time to live itself and returns 1. */
const ttlAutomatic = 1;

/**
 * The objects that all tenants share: the origin of their traffic, the name that they point to, the add-on
 * manifest and the pricings of the plans.
 */
export class Deployment extends pulumi.ComponentResource {
  readonly zoneId: string;
  readonly fallbackOrigin: FallbackOrigin;
  readonly manifest: AddonManifest | undefined;
  /** The pricing of each plan slug. */
  readonly pricings: ReadonlyMap<string, Pricing>;
  protected readonly settings: DeploymentSettings;

  constructor(name: string, settings: DeploymentSettings, options?: pulumi.ComponentResourceOptions) {
    super("marketplane:index:Deployment", name, {}, options);
    const parent = { parent: this };
    chooseProviderOfChildren(this, settings.provider);
    const { zoneId, fallbackOrigin, cnameTarget, manifest } = settings;
    this.zoneId = zoneId;
    this.settings = settings;

    const originRecord = new cloudflare.DnsRecord(
      `${name}-origin`,
      {
        zoneId,
        name: fallbackOrigin.hostname,
        type: fallbackOrigin.type,
        content: fallbackOrigin.content,
        proxied: true,
        ttl: ttlAutomatic,
      },
      parent,
    );
    // Cloudflare keeps the record while it is the fallback origin (error 1039), so it is deleted last.
    this.fallbackOrigin = new FallbackOrigin(
      `${name}-fallback-origin`,
      { zoneId, origin: fallbackOrigin.hostname, adopt: fallbackOrigin.adopt },
      { ...parent, dependsOn: [originRecord] },
    );
    const targets = [cnameTarget.hostname, ...(cnameTarget.wildcard ? [`*.${cnameTarget.hostname}`] : [])];
    for (const [index, target] of targets.entries()) {
      new cloudflare.DnsRecord(
        `${name}-cname-target${index === 0 ? "" : "-wildcard"}`,
        { zoneId, name: target, type: "CNAME", content: fallbackOrigin.hostname, proxied: true, ttl: ttlAutomatic },
        { ...parent, dependsOn: [originRecord] },
      );
    }
    this.manifest = manifest && new AddonManifest(`${name}-manifest`, manifest, parent);
    this.pricings = new Map(
      Object.entries(settings.plans).map(([plan, { pricingUid, pricingName }]) => [
        plan,
        new Pricing(`${name}-pricing-${plan}`, { uid: pricingUid, name: pricingName }, parent),
      ]),
    );
    this.registerOutputs(this.toOutputs());
  }

  /** What the engine keeps as outputs of the component. */
  protected toOutputs(): pulumi.Inputs {
    return {};
  }

  /** The name that a tenant's customers set as CNAME. */
  cnameTargetOf(tenantId: string): string {
    return cnameTargetOf(this.settings.cnameTarget, tenantId);
  }
}
