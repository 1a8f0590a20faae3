import { checkInputs, type InputFailure } from "@marketplane/providers/check-inputs.ts";
import {
  AddonManifestInputs,
  addonManifestRules,
  ManifestSecrets,
} from "@marketplane/providers/clevercloud/addon-manifest/inputs.ts";
import { errorText } from "@marketplane/providers/error-text.ts";
import { z } from "zod";

const Endpoints = z.object({ base_url: z.string(), sso_url: z.string() });

/** A manifest with Clever Cloud's own field names (page "Add-on Manifest"). */
const Manifest = z.object({
  id: z.string(),
  name: z.string(),
  api: z.object({
    config_vars: z.array(z.string()),
    regions: z.array(z.string()),
    password: z.string(),
    sso_salt: z.string(),
    production: Endpoints,
    test: Endpoints.optional(),
  }),
});

/** The path in the manifest of each part of the declaration. */
const names: Readonly<Record<string, string>> = {
  providerId: "id",
  name: "name",
  configVars: "api.config_vars",
  regions: "api.regions",
  production: "api.production",
  test: "api.test",
  password: "api.password",
  ssoSalt: "api.sso_salt",
};

export interface ManifestEndpoints {
  readonly baseUrl: string;
  readonly ssoUrl: string;
}

export interface ReadManifest {
  readonly id: string;
  readonly production: ManifestEndpoints;
  readonly problems: readonly InputFailure[];
}

/** Reads a manifest and checks it by every rule of the page. Throws if the file is not a manifest. */
export function readManifest(text: string, file: string): ReadManifest {
  const parsed = Manifest.safeParse(parseJson(text, file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${file} is not a manifest: ${issue?.path.join(".") || "it"}: ${issue?.message}`);
  }
  const { id, name, api } = parsed.data;
  const toEndpoints = (urls: z.infer<typeof Endpoints>) => ({ baseUrl: urls.base_url, ssoUrl: urls.sso_url });
  const production = toEndpoints(api.production);
  const inputs = {
    providerId: id,
    name,
    configVars: api.config_vars,
    regions: api.regions,
    production,
    ...(api.test ? { test: toEndpoints(api.test) } : {}),
  };
  const { failures } = checkInputs({ inputs: AddonManifestInputs, rules: addonManifestRules }, inputs);
  const secrets = ManifestSecrets.safeParse({ password: api.password, ssoSalt: api.sso_salt });
  const weak = secrets.success
    ? []
    : secrets.error.issues.map(({ path, message }) => ({ property: path.join("."), reason: message }));
  const problems = [...failures, ...weak].map(({ property, reason }) => ({ property: wireName(property), reason }));
  return { id, production, problems };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${errorText(error)}`);
  }
}

function wireName(property: string): string {
  const [head = "", ...rest] = property.split(".");
  const tail = rest.map((key) => ({ baseUrl: "base_url", ssoUrl: "sso_url" })[key] ?? key);
  return [names[head] ?? head, ...tail].join(".");
}
