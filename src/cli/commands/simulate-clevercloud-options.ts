import { z } from "zod";
import { type Manifest, readManifest } from "../../tools/simulate/clevercloud/read-manifest.ts";
import type { ClevercloudSubject, SignIn } from "../../tools/simulate/clevercloud/subject.ts";
import { EndpointUrl } from "../endpoint-url.ts";
import { commonFlags, commonOptions, type Environment, requireSecret } from "./simulate-options.ts";

const passwordVariable = "CLEVERCLOUD_PROVIDER_PASSWORD";
const saltVariable = "CLEVERCLOUD_SSO_SALT";

/** Who is called, and as whose marketplace. */
export const providerFlags = {
  "--target <url>": "the manifest's base_url; by default that of --manifest",
  "--manifest <file>": `add-on manifest (JSON) with URLs, id, config_vars, password and salt; without it ${passwordVariable} and ${saltVariable} of the environment are used`,
  "--test": "takes the manifest's test URLs, not those of production",
  "--provider-id <id>": "the manifest's id; by default that of --manifest or CLEVERCLOUD_PROVIDER_ID",
  "--region <region>": "region of the add-ons (default: EU)",
  "--owner-id <id>": "customer whom add-ons are for (default: orga_simulated)",
  "--owner-name <name>": "name of the customer",
  "--user-id <id>": "user who orders and signs in (default: user_simulated)",
  "--email <email>": "the user's email (default: simulated@example.com)",
  ...commonFlags,
};
export const providerOptions = {
  target: EndpointUrl.optional(),
  manifest: z.string().optional(),
  test: z.boolean().default(false),
  providerId: z.string().optional(),
  region: z.string().min(1).default("EU"),
  ownerId: z.string().default("orga_simulated"),
  ownerName: z.string().default("Simulated Company"),
  userId: z.string().default("user_simulated"),
  email: z.string().default("simulated@example.com"),
  ...commonOptions,
};

/** How customers sign in. */
export const signInFlags = {
  "--sso-url <url>": "the manifest's sso_url; by default that of --manifest",
  "--sso <proof>":
    "what the provider verifies: signature, as today, or token, as before February 2025 (default: signature)",
  "--console-origin <origin>": "origin of the page that holds the iframe (default: https://console.clever-cloud.com)",
};
export const signInOptions = {
  ssoUrl: EndpointUrl.optional(),
  consoleOrigin: EndpointUrl.default("https://console.clever-cloud.com"),
};
export const Proof = z.enum(["signature", "token"], { error: "must be signature or token" });

const Provider = z.object(providerOptions);
type Provider = z.infer<typeof Provider>;

/** What a manifest on the command line says. */
export interface Known {
  readonly manifest: Manifest | undefined;
  readonly endpoints: Manifest["api"]["production"] | undefined;
}

export function readKnown({ manifest: file, test }: Pick<Provider, "manifest" | "test">): Known {
  const manifest = file === undefined ? undefined : readManifest(file);
  if (test && manifest?.api.test === undefined) {
    throw new Error("--test needs a --manifest with test URLs");
  }
  return { manifest, endpoints: test ? manifest?.api.test : manifest?.api.production };
}

/** The part of the subject that every action has. */
export function toProvider(options: Provider, { manifest, endpoints }: Known, environment: Environment) {
  const target = options.target ?? endpoints?.base_url;
  const providerId = options.providerId ?? manifest?.id ?? environment("CLEVERCLOUD_PROVIDER_ID");
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
      manifest?.api.password ?? requireSecret(environment, passwordVariable, "the password", ", or give --manifest"),
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

export function toSignIn(choice: SignInChoice, { manifest, endpoints }: Known, environment: Environment): SignIn {
  const url = choice.ssoUrl ?? endpoints?.sso_url;
  if (url === undefined) {
    throw new Error("--sso-url: is required: the manifest's sso_url");
  }
  const salt =
    manifest?.api.sso_salt ?? requireSecret(environment, saltVariable, "the SSO salt", ", or give --manifest");
  return {
    url,
    salt,
    proof: choice.proof,
    opensNewTab: choice.opensNewTab,
    consoleOrigin: new URL(choice.consoleOrigin).origin,
  };
}
