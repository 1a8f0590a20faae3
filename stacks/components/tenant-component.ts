import { CustomHostnameOutputs } from "@marketplane/providers/cloudflare/custom-hostname/inputs.ts";
import { ValidationRecord } from "@marketplane/providers/cloudflare/custom-hostname/validation-record.ts";
import { containsUnknown } from "@marketplane/providers/unknown.ts";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { cnameTargetOf } from "../cname-target.ts";
import { nameClashes } from "../name-clashes.ts";
import { Tenant } from "../tenant.ts";
import { OwnerlessTenant, TenantDeclaration, type TenantFile } from "../tenant-declaration.ts";
import { clashes, ruleProblems, type TenantPart } from "../tenant-rules.ts";
import { type Component, type Declared, InputProblems, type Made } from "./component.ts";
import { checkComponent, withOutputs } from "./component-inputs.ts";
import { SharedSettings } from "./deployment-component.ts";
import { pendingComponent } from "./pending-component.ts";
import { readDeployment } from "./read-deployment.ts";

const token = "index:Tenant";

const { id, plan, owner } = TenantDeclaration.shape;
const Inputs = z.strictObject({
  deployment: z
    .string()
    .meta({ reference: "marketplane:index:Deployment" })
    .describe("The deployment that serves the tenant."),
  tenantId: id
    .optional()
    .describe("Names the tenant's resources, so it never changes. Default: the name of this resource."),
  plan: plan.optional().describe("The marketplace's plan slug, exactly as it was sent; required with an owner."),
  owner: owner.optional().describe("The user who owns the tenant. A tenant with hostnames alone needs none."),
  ...OwnerlessTenant.omit({ id: true }).shape,
});

const TenantHostname = z
  .object({
    hostname: z.string().describe("The customer's name."),
    id: z.string().describe("Cloudflare's id of the hostname."),
    cname: z.string().describe("The record that the customer sets at their DNS provider."),
    status: z.string().describe("Ownership and routing: pending, active, moved, blocked, …"),
    certificate: z.string().optional().describe("The certificate: initializing, pending_validation, …, active."),
    validationRecords: z.array(ValidationRecord).describe("Records that validate the certificate."),
    ownershipVerification: CustomHostnameOutputs.shape.ownershipVerification,
    errors: z.array(z.string()).describe("Cloudflare's messages about why the hostname is not live yet."),
  })
  .meta({ title: "TenantHostnameStatus" });

const Outputs = z.object({
  hostnames: z.array(TenantHostname).describe("What is needed to serve each hostname."),
  licenseKeys: z.array(z.string()).describe("The keys of the tenant's licenses."),
});

/** Values that name resources. */
const naming = [
  ...["deployment", "tenantId", "plan", "owner.login", "members.*.login", "hostnames.*.hostname", "addon.id"],
  ...["license.lentBy", "license.assignUsage"],
];

export const tenantComponent: Component = {
  token,
  description:
    "One customer of a deployment: its users, licenses, counters, hostnames and add-on. A tenant without owner and " +
    "plan has hostnames alone.",
  inputs: Inputs,
  outputs: Outputs,
  construct: async (declared) => {
    const { name, options, run } = declared;
    const { inputs, unknownProperties } = checkComponent(Inputs, declared.inputs, naming);
    const pending = (properties: readonly string[]) =>
      pendingComponent(`marketplane:${token}`, declared, { outputs: Outputs, unknownProperties: properties });
    if (unknownProperties.length > 0) {
      return pending(unknownProperties);
    }
    const { deployment: urn, tenantId = name, ...given } = inputs;
    const deployment = await readDeployment(urn);
    const shared = SharedSettings.safeParse(deployment.settings.values.settings);
    if (!shared.success) {
      if (containsUnknown(deployment.settings.values)) {
        return pending(["deployment"]);
      }
      throw new InputProblems([
        { property: "deployment", what: `must be a marketplane:index:Deployment (it is ${urn})` },
      ]);
    }
    const declaration = { ...given, id: checkedId(tenantId) };
    refuseBrokenRules({ name, run }, declaration, shared.data);
    const { secrets } = deployment.settings;
    const settings = withOutputs(shared.data, typeof secrets === "object" ? secrets.settings : secrets);
    const args = {
      declaration: withOutputs(declaration, declared.inputs.secrets),
      deployment: {
        ...deployment,
        zoneId: settings.zoneId,
        cnameTargetOf: (of: string) => cnameTargetOf(shared.data.cnameTarget, of),
      },
      settings: { ...settings, provider: "native" as const },
    };
    return new ConstructedTenant(name, args, options).made();
  },
};

function checkedId(tenantId: string): string {
  const { success, error } = id.safeParse(tenantId);
  if (!success) {
    const what = `${error.issues[0]?.message} (it is ${JSON.stringify(tenantId)}, the name of the resource)`;
    throw new InputProblems([{ property: "tenantId", what }]);
  }
  return tenantId;
}

type DeclaredTenant = TenantPart & { readonly declaration: TenantFile };

/** By the run of the engine: the tenants that it has declared, for rules that concern several of them. */
const tenantsOfRun = new Map<string, readonly DeclaredTenant[]>();

function refuseBrokenRules(
  { name, run }: Pick<Declared, "name" | "run">,
  declaration: TenantFile,
  { plans, manifest, cnameTarget, fallbackOrigin }: z.output<typeof SharedSettings>,
): void {
  const part = {
    file: name,
    declaration,
    pathInFile: (path: readonly PropertyKey[]) => path,
    positionOf: () => undefined,
  };
  const configVars = manifest?.configVars;
  const tenants = [...(tenantsOfRun.get(run) ?? []), part];
  tenantsOfRun.set(run, tenants);
  const problems = [
    ...ownerProblems(declaration),
    ...ruleProblems(part, {
      plans: Object.keys(plans),
      configVars: containsUnknown(configVars) ? "any" : configVars,
      ownNames: [cnameTarget.hostname, fallbackOrigin],
      values: pulumi.runtime.allConfig(),
      settingName: (setting) => `the deployment's ${setting}`,
    }),
    ...[...clashes(tenants), ...nameClashes(tenants)].filter(({ where }) => where === name),
  ];
  if (problems.length > 0) {
    throw new InputProblems(problems);
  }
}

function ownerProblems({ owner: user, plan: slug, hostnames }: TenantFile): InputProblems["problems"] {
  if (user === undefined && slug === undefined) {
    return hostnames.length > 0 ? [] : [{ property: "owner", what: "is required for a tenant without hostnames" }];
  }
  return [
    ...(user === undefined ? [{ property: "owner", what: "is required with a plan" }] : []),
    ...(slug === undefined ? [{ property: "plan", what: "is required with an owner" }] : []),
  ];
}

/** A tenant that also gives its outputs to the engine. */
class ConstructedTenant extends Tenant {
  made(): Made {
    return { component: this, outputs: this.toOutputs() };
  }

  protected override toOutputs(): pulumi.Inputs {
    return { hostnames: this.hostnames, licenseKeys: pulumi.secret(this.licenseKeys) };
  }
}
