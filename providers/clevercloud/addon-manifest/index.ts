/**
 * Add-on manifest: the file that registers a provider at Clever Cloud, and the two secrets that both sides
 * share.
 * Vendor: page "Add-on Manifest". No call uploads a manifest, so this resource creates nothing at Clever
 * Cloud: a person or a pipeline uploads `json`.
 */
import { randomBytes } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { type Change, defineResource, type Known } from "../../define-resource.ts";
import { ManagedResource, type ResourceArgs } from "../../managed-resource.ts";
import { createHandler } from "../../resource-handler.ts";
import {
  AddonManifestInputs,
  AddonManifestOutputs,
  addonManifestRules,
  type AddonManifestInputs as Inputs,
  type ManifestSecrets,
  type AddonManifestState as State,
} from "./inputs.ts";

/** Twice as many hexadecimal digits, more than the 35 characters that Clever Cloud requires. */
const secretBytes = 24;

function newSecrets(): ManifestSecrets {
  const secret = () => randomBytes(secretBytes).toString("hex");
  return { password: secret(), ssoSalt: secret() };
}

/** The manifest with keys in the page's order, so that the same inputs always give the same text. */
export function toManifestJson(inputs: Inputs, { password, ssoSalt }: ManifestSecrets): string {
  const toEndpoints = ({ baseUrl, ssoUrl }: Inputs["production"]) => ({ base_url: baseUrl, sso_url: ssoUrl });
  const manifest = {
    id: inputs.providerId,
    name: inputs.name,
    api: {
      config_vars: inputs.configVars,
      regions: inputs.regions,
      password,
      sso_salt: ssoSalt,
      production: toEndpoints(inputs.production),
      test: toEndpoints(inputs.test ?? inputs.production),
    },
  };
  return JSON.stringify(manifest, null, 2);
}

function toState(inputs: Inputs, secrets: ManifestSecrets): State {
  return { password: secrets.password, ssoSalt: secrets.ssoSalt, json: toManifestJson(inputs, secrets) };
}

async function create(inputs: Inputs): Promise<{ id: string; state: State }> {
  return { id: inputs.providerId, state: toState(inputs, inputs.adopt ?? newSecrets()) };
}

async function read(id: string, known: Known<Inputs, State>) {
  const { providerId, name, configVars, regions, production, password, ssoSalt, json } = known;
  if (!providerId || !name || !configVars || !regions || !production || !password || !ssoSalt || !json) {
    throw new Error(
      `the manifest ${JSON.stringify(id)} cannot be imported, since Clever Cloud returns neither its URLs nor its ` +
        "secrets: declare it with adopt: { password, ssoSalt } and run `pulumi up`, which keeps them",
    );
  }
  const { test, rotate, adopt } = known;
  const inputs: Inputs = { providerId, name, configVars, regions, production, test, rotate, adopt };
  return { id, inputs, state: { password, ssoSalt, json } };
}

async function update(id: string, change: Change<Inputs, State>): Promise<State> {
  return toState(change.news, secretsAfter(id, change));
}

function secretsAfter(id: string, { olds, news, isChanged }: Change<Inputs, State>): ManifestSecrets {
  if (news.adopt && isChanged("adopt")) {
    return news.adopt;
  }
  // Removing `rotate` again must not generate new secrets.
  if (news.rotate !== undefined && isChanged("rotate")) {
    return newSecrets();
  }
  const { password, ssoSalt } = olds;
  if (password === undefined || ssoSalt === undefined) {
    throw new Error(
      `the state has no secrets of the manifest ${JSON.stringify(id)}: set adopt: { password, ssoSalt }, or ` +
        "set rotate to a new value to generate new ones",
    );
  }
  return { password, ssoSalt };
}

export const addonManifest = defineResource({
  type: "clevercloud:AddonManifest",
  module: "clevercloud/addon-manifest",
  inputs: AddonManifestInputs,
  rules: addonManifestRules,
  outputs: AddonManifestOutputs,
  secretInputs: ["adopt"],
  secretOutputs: ["password", "ssoSalt", "json"],
  replaceOn: ["providerId"],
  createFirstOn: ["providerId"],
  // No client is needed: the manifest exists before the credentials, which are generated here.
  connect: () => undefined,
  create,
  read,
  update,
  /** Drops the manifest from the state; the add-on provider at Clever Cloud is unchanged. */
  delete: async () => {},
  /** Clever Cloud documents no call that lists manifests. */
  async *list() {},
});

/** The handler that the engine calls for this resource type. */
export const handler = createHandler(addonManifest);

/**
 * Manifest of a Clever Cloud add-on provider. Its password and SSO salt are generated once and stay until
 * `rotate` changes.
 *
 * @example
 * const manifest = new AddonManifest("manifest", {
 *   providerId: "shoe-shop",
 *   name: "Shoe Shop",
 *   configVars: ["SHOE_SHOP_URL"],
 *   regions: ["eu"],
 *   production: {
 *     baseUrl: "https://app.shoe-shop.com/clevercloud/resources",
 *     ssoUrl: "https://app.shoe-shop.com/clevercloud/sso/login",
 *   },
 * });
 * export const json = manifest.json;
 */
export class AddonManifest extends ManagedResource<typeof AddonManifestInputs> {
  declare readonly providerId: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly configVars: pulumi.Output<readonly string[]>;
  declare readonly regions: pulumi.Output<readonly string[]>;
  declare readonly production: pulumi.Output<Inputs["production"]>;
  declare readonly test: pulumi.Output<Inputs["test"]>;
  declare readonly password: pulumi.Output<string>;
  declare readonly ssoSalt: pulumi.Output<string>;
  declare readonly json: pulumi.Output<string>;

  constructor(name: string, args: ResourceArgs<typeof AddonManifestInputs>, options?: pulumi.CustomResourceOptions) {
    super(addonManifest, name, args, options);
  }
}
