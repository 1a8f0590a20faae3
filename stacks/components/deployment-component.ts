import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Deployment } from "../deployment.ts";
import { DeploymentSettings, ManifestSettings, originProblems } from "../deployment-settings.ts";
import { type Component, InputProblems, type Made } from "./component.ts";
import { checkComponent, withOutputs } from "./component-inputs.ts";
import { pendingComponent } from "./pending-component.ts";

const token = "index:Deployment";

const Inputs = DeploymentSettings.omit({ provider: true, tenants: true, maxDeletions: true, allowDeletions: true });

const referenceTo = (type: string) => z.string().meta({ reference: `marketplane:${type}` });

/** What the tenants of a deployment need of it. */
export const SharedSettings = Inputs.pick({ zoneId: true, cnameTarget: true, plans: true })
  .extend({
    manifest: ManifestSettings.optional().describe("Clever Cloud's add-on manifest, without its secrets."),
    fallbackOrigin: z.string().describe("The name of the record that receives the customers' traffic."),
  })
  .meta({ title: "DeploymentSharedSettings" });

const Outputs = z.object({
  settings: SharedSettings.describe("The settings that the tenants of the deployment use."),
  fallbackOrigin: referenceTo("cloudflare:FallbackOrigin").describe("The zone's fallback origin."),
  fallbackOriginStatus: z.string().describe("Whether Cloudflare has deployed the fallback origin: active, …"),
  pricings: z.record(z.string(), referenceTo("apifew:Pricing")).describe("The apifew pricing of each plan slug."),
  manifest: referenceTo("clevercloud:AddonManifest").optional().describe("Clever Cloud's add-on manifest."),
  manifestJson: z
    .string()
    .optional()
    .describe("The manifest to upload to Clever Cloud, with its generated password and salt."),
});

/** Values that name resources. */
const naming = ["cnameTarget.hostname", "cnameTarget.wildcard", "fallbackOrigin.hostname"];

export const deploymentComponent: Component = {
  token,
  description:
    "What all customers of a product share: the DNS record that receives their traffic, the name that they point " +
    "their hostnames to, Clever Cloud's add-on manifest and the apifew pricings of the plans.",
  inputs: Inputs,
  outputs: Outputs,
  construct: async (declared) => {
    const { inputs, unknownProperties } = checkComponent(Inputs, declared.inputs, naming);
    if (unknownProperties.length > 0) {
      return pendingComponent(`marketplane:${token}`, declared, { outputs: Outputs, unknownProperties });
    }
    const problems = originProblems(inputs).map(({ property, what }) => ({
      property: `cnameTarget.${property}`,
      what,
    }));
    if (problems.length > 0) {
      throw new InputProblems(problems);
    }
    const { name, options } = declared;
    const settings = DeploymentSettings.parse({ ...inputs, provider: "native" });
    return new ConstructedDeployment(name, withOutputs(settings, declared.inputs.secrets), options).made();
  },
};

/** A deployment that also gives its outputs to the engine. */
class ConstructedDeployment extends Deployment {
  made(): Made {
    return { component: this, outputs: this.toOutputs() };
  }

  protected override toOutputs(): pulumi.Inputs {
    const { zoneId, cnameTarget, plans, manifest, fallbackOrigin } = this.settings;
    const { adopt: _adopt, rotate: _rotate, ...publicManifest } = manifest ?? {};
    return {
      settings: {
        ...{ zoneId, cnameTarget, plans, fallbackOrigin: fallbackOrigin.hostname },
        ...(manifest && { manifest: publicManifest }),
      },
      fallbackOrigin: this.fallbackOrigin,
      fallbackOriginStatus: this.fallbackOrigin.status,
      pricings: Object.fromEntries(this.pricings),
      ...(this.manifest && { manifest: this.manifest, manifestJson: pulumi.secret(this.manifest.json) }),
    };
  }
}
