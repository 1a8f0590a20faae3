import { z } from "zod";
import { type Manifest, readManifest } from "../../../tools/simulate/clevercloud/read-manifest.ts";
import type { ClevercloudSubject, SignIn } from "../../../tools/simulate/clevercloud/subject.ts";
import type { CommandEnvironment } from "../../kernel/command-environment.ts";
import { defineOption, type schemaOf } from "../../kernel/define-command.ts";
import { EndpointUrl } from "../../kernel/option-types.ts";
import { commonOptions, requireSecret } from "./options.ts";

const passwordVariable = "CLEVERCLOUD_PROVIDER_PASSWORD";
const saltVariable = "CLEVERCLOUD_SSO_SALT";
const otherwise = ", or use --manifest";

const text = (value: string, description: string, fallback: string) =>
  defineOption({ value, description, schema: z.string().default(fallback) });

/** The provider to call, and the customer to call it for. */
export const providerOptions = {
  target: defineOption({
    value: "<url>",
    description: "the manifest's base_url (default: that of --manifest)",
    schema: EndpointUrl.optional(),
  }),
  manifest: defineOption({
    value: "<file>",
    description: `add-on manifest (JSON) with URLs, id, config_vars, password and salt; without it, ${passwordVariable} and ${saltVariable} of the environment are used`,
    schema: z.string().optional(),
  }),
  test: defineOption({
    description: "use the manifest's test URLs instead of the production URLs",
    schema: z.boolean().default(false),
  }),
  providerId: defineOption({
    value: "<id>",
    description: "the manifest's id (default: that of --manifest, or CLEVERCLOUD_PROVIDER_ID)",
    schema: z.string().optional(),
  }),
  region: defineOption({
    value: "<region>",
    description: "region of the add-ons",
    schema: z.string().min(1).default("EU"),
  }),
  ownerId: text("<id>", "ID of the customer who owns the add-ons", "orga_simulated"),
  ownerName: text("<name>", "name of that customer", "Simulated Company"),
  userId: text("<id>", "ID of the user who orders and signs in", "user_simulated"),
  email: text("<email>", "email address of that user", "simulated@example.com"),
  ...commonOptions,
};

export const Proof = z.enum(["signature", "token"], { error: "must be signature or token" });

/** How customers sign in. */
export const signInOptions = {
  ssoUrl: defineOption({
    value: "<url>",
    description: "the manifest's sso_url (default: that of --manifest)",
    schema: EndpointUrl.optional(),
  }),
  sso: defineOption({
    value: "<proof>",
    description: "what the provider verifies: signature (current), or token (before February 2025)",
    schema: Proof.default("signature"),
  }),
  consoleOrigin: defineOption({
    value: "<origin>",
    description: "origin of the page that contains the iframe",
    schema: EndpointUrl.default("https://console.clever-cloud.com"),
  }),
};

type Provider = Omit<z.output<ReturnType<typeof schemaOf<typeof providerOptions>>>, "json">;

/** The manifest of the command line, and its URLs of production or test. */
export interface Known {
  readonly manifest: Manifest | undefined;
  readonly endpoints: Manifest["api"]["production"] | undefined;
}

export function readKnown({ manifest: file, test }: Pick<Provider, "manifest" | "test">): Known {
  const manifest = file === undefined ? undefined : readManifest(file);
  if (test && manifest?.api.test === undefined) {
    throw new Error("--test requires a --manifest with test URLs");
  }
  return { manifest, endpoints: test ? manifest?.api.test : manifest?.api.production };
}

/** The part of the subject that every action needs. */
export function toProvider(options: Provider, { manifest, endpoints }: Known, environment: CommandEnvironment) {
  const target = options.target ?? endpoints?.base_url;
  const providerId = options.providerId ?? manifest?.id ?? environment.variable("CLEVERCLOUD_PROVIDER_ID");
  if (target === undefined) {
    throw new Error("--target: is required: the manifest's base_url");
  }
  if (!providerId) {
    throw new Error("--provider-id: is required: the manifest's id");
  }
  const { region, ownerId, ownerName, userId, email } = options;
  return {
    target: target.replace(/\/+$/, ""),
    providerId,
    password:
      manifest?.api.password ?? requireSecret(environment, passwordVariable, { what: "the password", otherwise }),
    region,
    ownerId,
    ownerName,
    userId,
    email,
  } satisfies Partial<ClevercloudSubject>;
}

interface SignInChoice {
  readonly ssoUrl: string | undefined;
  readonly consoleOrigin: string;
  readonly proof: SignIn["proof"];
  readonly opensNewTab: boolean;
}

export function toSignIn(
  choice: SignInChoice,
  { manifest, endpoints }: Known,
  environment: CommandEnvironment,
): SignIn {
  const url = choice.ssoUrl ?? endpoints?.sso_url;
  if (url === undefined) {
    throw new Error("--sso-url: is required: the manifest's sso_url");
  }
  const salt = manifest?.api.sso_salt ?? requireSecret(environment, saltVariable, { what: "the SSO salt", otherwise });
  return {
    url,
    salt,
    proof: choice.proof,
    opensNewTab: choice.opensNewTab,
    consoleOrigin: new URL(choice.consoleOrigin).origin,
  };
}
