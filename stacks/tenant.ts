import { Counter } from "@marketplane/providers/apifew/counter.ts";
import { License } from "@marketplane/providers/apifew/license/index.ts";
import { LicenseAssignment } from "@marketplane/providers/apifew/license-assignment.ts";
import { ManagedUser } from "@marketplane/providers/apifew/managed-user.ts";
import { User } from "@marketplane/providers/apifew/user.ts";
import { Addon } from "@marketplane/providers/clevercloud/addon.ts";
import { AddonConfig } from "@marketplane/providers/clevercloud/addon-config.ts";
import { CustomHostname } from "@marketplane/providers/cloudflare/custom-hostname/index.ts";
import { chooseProviderOfChildren } from "@marketplane/providers/managed-resource.ts";
import * as pulumi from "@pulumi/pulumi";
import type { DeploymentSettings } from "./deployment-settings.ts";
import { configured, interpolate, type References } from "./interpolate.ts";
import type { TenantDeclaration, TenantFile } from "./tenant-declaration.ts";
import { tenantNames } from "./tenant-names.ts";

/**
 * What tenants share and their resources depend on: a Deployment of the same stack, or a reference to one of
 * another stack.
 */
export interface TenantGround {
  readonly zoneId: string;
  readonly fallbackOrigin?: pulumi.Resource;
  /** The pricing behind each plan slug, where it is a resource of this stack. */
  readonly pricings: ReadonlyMap<string, pulumi.Resource>;
  /** The name that a tenant's customers set as CNAME. */
  cnameTargetOf(tenantId: string): string;
}

export interface TenantArgs {
  readonly declaration: TenantFile;
  readonly deployment: TenantGround;
  readonly settings: Pick<DeploymentSettings, "plans" | "manifest" | "provider">;
  /** The value of `${config:name}` in a config var; by default the stack's configuration marketplane:name. */
  readonly configValue?: References["configValue"];
}

/** The information needed to serve one hostname of a tenant. */
export interface HostnameOutput {
  readonly hostname: string;
  /** Cloudflare's id of the hostname. */
  readonly id: pulumi.Output<string>;
  /** The record that the customer sets at their DNS provider. */
  readonly cname: string;
  readonly status: pulumi.Output<string>;
  readonly certificate: pulumi.Output<string | undefined>;
  readonly validationRecords: CustomHostname["validationRecords"];
  readonly ownershipVerification: CustomHostname["ownershipVerification"];
  readonly errors: pulumi.Output<readonly string[]>;
}

/** One customer: its users, licenses, hostnames and add-on. */
export class Tenant extends pulumi.ComponentResource {
  readonly hostnames: readonly HostnameOutput[];
  /** The keys of the tenant's licenses, a secret. */
  readonly licenseKeys: pulumi.Output<readonly string[]>;

  constructor(
    name: string,
    { declaration, deployment, settings, configValue = configured }: TenantArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("marketplane:index:Tenant", name, {}, options);
    const parent = { parent: this };
    chooseProviderOfChildren(this, settings.provider);
    const { id, owner, plan } = declaration;
    const owned = owner && plan !== undefined ? { ...declaration, owner, plan } : undefined;
    const license = owned && licenseOf(id, owned, settings, deployment, parent);
    this.licenseKeys = license?.keys ?? pulumi.secret([]);
    if (owned) {
      countersOf(id, owned, { ...parent, dependsOn: license?.resources ?? [] });
    }
    this.hostnames = declaration.hostnames.map((hostname) =>
      hostnameOf(id, { adopt: declaration.adopt, ...hostname }, deployment, {
        ...parent,
        dependsOn: deployment.fallbackOrigin ? [deployment.fallbackOrigin] : [],
      }),
    );
    const licenseKey = this.licenseKeys.apply((keys) => keys[0] ?? "");
    if (owned) {
      addonOf(id, owned, settings, { licenseKey, tenantId: id, configValue }, parent);
    }
    this.registerOutputs(this.toOutputs());
  }

  /** What the engine keeps as outputs of the component. */
  protected toOutputs(): pulumi.Inputs {
    return {};
  }
}

function countersOf(name: string, { owner, counters }: TenantDeclaration, options: pulumi.CustomResourceOptions): void {
  for (const [counter, value] of Object.entries(counters)) {
    new Counter(tenantNames.counter(name, counter), { name: counter, userLogin: owner.login, value }, options);
  }
}

interface TenantLicense {
  readonly keys: pulumi.Output<readonly string[]>;
  readonly resources: pulumi.Resource[];
}

function licenseOf(
  name: string,
  { plan, owner, license, members, adopt }: TenantDeclaration,
  { plans }: TenantArgs["settings"],
  deployment: TenantGround,
  parent: pulumi.CustomResourceOptions,
): TenantLicense {
  const { pricingUid, pricingName } = plans[plan] ?? { pricingUid: "", pricingName: undefined };
  const pricing = deployment.pricings.get(plan);
  const user = new User(tenantNames.owner(name), { ...owner, adopt }, parent);
  const dependsOn = pricing ? [user, pricing] : [user];
  if (license.lentBy !== undefined) {
    const { lentBy } = license;
    const assignment = new LicenseAssignment(
      tenantNames.license(name),
      { pricingUid, pricingName, ownerLogin: lentBy, userLogin: owner.login, adopt },
      { ...parent, dependsOn },
    );
    return { keys: assignment.licenseKey.apply((key) => (key ? [key] : [])), resources: [assignment] };
  }
  const owned = new License(
    tenantNames.license(name),
    // Licenses that the owner already has on this plan belong to the tenant: apifew deletes none.
    {
      ...{ pricingUid, pricingName, ownerLogin: owner.login, adopt: true },
      quantity: license.quantity,
      ...(license.assignUsage !== undefined && { assignUsage: license.assignUsage }),
    },
    { ...parent, dependsOn },
  );
  for (const [index, { license: isLicensed = true, ...person }] of members.entries()) {
    const { login } = person;
    const label = tenantNames.member(name, login);
    const former = tenantNames.formerMember(name, index + 1);
    // Earlier versions named them by their position in the list, so that removing one renamed the others.
    const options = (nameOf: (member: string) => string) => ({ ...parent, aliases: [{ name: nameOf(former) }] });
    const memberUser = new User(
      label,
      { ...person, adopt },
      options((member) => member),
    );
    const managed = new ManagedUser(
      tenantNames.managed(label),
      { ownerLogin: owner.login, managedLogin: login, adopt },
      { ...options(tenantNames.managed), dependsOn: [user, memberUser] },
    );
    if (isLicensed) {
      new LicenseAssignment(
        tenantNames.assignment(label),
        { pricingUid, pricingName, ownerLogin: owner.login, userLogin: login, adopt },
        { ...options(tenantNames.assignment), dependsOn: [owned, managed] },
      );
    }
  }
  return { keys: owned.keys, resources: [owned] };
}

function hostnameOf(
  name: string,
  { hostname, ssl, metadata, waitFor, adopt }: TenantDeclaration["hostnames"][number],
  deployment: TenantGround,
  options: pulumi.CustomResourceOptions,
): HostnameOutput {
  const resource = new CustomHostname(
    tenantNames.hostname(name, hostname),
    { zoneId: deployment.zoneId, hostname, ssl, customMetadata: metadata, waitFor, adopt },
    // Moving a deployment to another zone must not interrupt its customers' traffic.
    { ...options, deleteBeforeReplace: false },
  );
  return {
    hostname,
    id: resource.id,
    cname: `${hostname} CNAME ${deployment.cnameTargetOf(name)}`,
    status: resource.status,
    certificate: resource.sslStatus,
    validationRecords: resource.validationRecords,
    ownershipVerification: resource.ownershipVerification,
    errors: pulumi
      .all([resource.verificationErrors, resource.validationErrors])
      .apply(([verification, validation]) => [...(verification ?? []), ...(validation ?? [])]),
  };
}

function addonOf(
  name: string,
  { plan, addon, adopt }: TenantDeclaration,
  { manifest }: TenantArgs["settings"],
  references: References,
  parent: pulumi.CustomResourceOptions,
): void {
  if (!addon || !manifest) {
    return;
  }
  const { order } = addon;
  const { baseUrl } = manifest.test ?? manifest.production;
  const ordered =
    order && new Addon(tenantNames.addon(name), { baseUrl, addonId: addon.id, plan, ...order, adopt }, parent);
  const config = Object.fromEntries(
    Object.entries(addon.config).map(([variable, template]) => [variable, interpolate(template, references)]),
  );
  if (Object.keys(config).length > 0) {
    new AddonConfig(
      tenantNames.addonConfig(name),
      { addonId: addon.id, config, configVars: manifest.configVars },
      { ...parent, dependsOn: ordered ? [ordered] : [] },
    );
  }
}
