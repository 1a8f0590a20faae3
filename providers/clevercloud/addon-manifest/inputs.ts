/**
 * The inputs of an add-on manifest. They are checked against every rule of the page before anything is
 * generated.
 */
import { z } from "zod";
import type { InputFailure, InputRule } from "../../check-inputs.ts";
import type { OutputsOf } from "../../define-resource.ts";
import { appendableFailure, credentialsFailure, SecureOrLocalUrl, SecureUrl } from "../endpoint-url.ts";
import { configVarPrefix, ProviderId } from "../provider-id.ts";

const secretLengthMin = 35;
/** Printed in Clever Cloud's and Heroku's pages, and found in production at providers that copied them. */
const printedSecrets = [
  "44ca82ddf8d4e74d52494ce2895152ee",
  "fcb5b3add85d65e1dddda87a115b429f",
  "2f97bfa52ca102f8874716e2eb1d3b4920ad0be4",
];

const ManifestSecret = z.string({ error: "must be a string" }).superRefine((value, context) => {
  if (printedSecrets.includes(value)) {
    context.addIssue({ code: "custom", message: "is a sample from a vendor's public documentation" });
  } else if (value.length < secretLengthMin) {
    context.addIssue({ code: "custom", message: `must have at least ${secretLengthMin} characters` });
  }
});

/** The secrets of a manifest that is already registered at Clever Cloud. */
export const ManifestSecrets = z.strictObject(
  {
    password: ManifestSecret.describe("The manifest's password."),
    ssoSalt: ManifestSecret.describe("The manifest's SSO salt."),
  },
  { error: "must be { password, ssoSalt } of the manifest that is registered at Clever Cloud" },
);
export type ManifestSecrets = z.infer<typeof ManifestSecrets>;

const endpoints = { error: "must be { baseUrl, ssoUrl }" };
const distinct = [
  (items: readonly string[]) => new Set(items).size === items.length,
  "must name each one once",
] as const;

export const AddonManifestInputs = z.strictObject({
  // Not named `id` as in the manifest: Pulumi's SDK silently drops an input of that name.
  providerId: ProviderId.describe("The manifest's id, which identifies the provider at Clever Cloud."),
  name: z
    .string({ error: "must be a string" })
    .regex(/\S/, "must not be empty")
    .describe("Name shown to customers; it can be changed later in Clever Cloud's dashboard."),
  configVars: z
    .array(
      z
        .string({ error: "must be a string" })
        .regex(/^[A-Z0-9_]+$/, "must be a name of capital letters, digits and underscores"),
      { error: "must be a list of names" },
    )
    .refine(...distinct)
    .describe("The config vars that the provider may set; each begins with the id in capitals and an underscore."),
  regions: z
    .array(z.string({ error: "must be a string" }).regex(/^\S+$/, "must be the name of a region"), {
      error: "must be a list of regions",
    })
    .min(1, "must not be empty")
    .refine((regions) => regions.length === 0 || regions.includes("eu"), 'must contain "eu"')
    .refine(...distinct)
    .describe("Regions in which the add-on is offered."),
  production: z
    .strictObject(
      {
        baseUrl: SecureUrl.describe("URL at which Clever Cloud orders, changes and deletes add-ons."),
        ssoUrl: SecureUrl.describe("URL to which Clever Cloud sends customers to sign in."),
      },
      endpoints,
    )
    .describe("The provider's endpoints."),
  test: z
    .strictObject(
      {
        baseUrl: SecureOrLocalUrl.describe("As in production."),
        ssoUrl: SecureOrLocalUrl.describe("As in production."),
      },
      endpoints,
    )
    .optional()
    .describe("Endpoints used until the provider is created at Clever Cloud (default: those of production)."),
  rotate: z
    .union([z.string().min(1), z.number()], { error: "must be a string or a number" })
    .optional()
    .describe("Any text; a new value generates new secrets."),
  adopt: ManifestSecrets.optional().describe("Secrets of a manifest that is already registered; it keeps them."),
});
export type AddonManifestInputs = z.infer<typeof AddonManifestInputs>;

export const AddonManifestOutputs = z.object({
  password: z.string().describe("Password of the Basic credentials on both sides."),
  ssoSalt: z.string().describe("Salt of the signatures in Clever Cloud's sign-in forms."),
  json: z.string().describe("The manifest for Clever Cloud, as JSON text."),
});
export type AddonManifestState = OutputsOf<typeof AddonManifestOutputs>;

export const addonManifestRules: readonly InputRule<AddonManifestInputs>[] = [
  ({ providerId, configVars }) => (providerId && configVars ? prefixFailure(providerId, configVars) : undefined),
  ({ production }) => credentialsFailure("production.baseUrl", production?.baseUrl),
  ({ production }) => credentialsFailure("production.ssoUrl", production?.ssoUrl),
  ({ test }) => credentialsFailure("test.baseUrl", test?.baseUrl),
  ({ test }) => credentialsFailure("test.ssoUrl", test?.ssoUrl),
  ({ production }) => appendableFailure("production.baseUrl", production?.baseUrl),
  ({ test }) => appendableFailure("test.baseUrl", test?.baseUrl),
];

function prefixFailure(providerId: string, configVars: readonly string[]): InputFailure | undefined {
  const prefix = configVarPrefix(providerId);
  const index = configVars.findIndex((name) => !name.startsWith(prefix) || name === prefix);
  return index === -1
    ? undefined
    : {
        property: `configVars.${index}`,
        reason: `must begin with ${prefix}, the provider's id in capitals (it is ${JSON.stringify(configVars[index])})`,
      };
}
