import { checkInputs } from "@marketplane/providers/check-inputs.ts";
import { AddonManifestInputs, addonManifestRules } from "@marketplane/providers/clevercloud/addon-manifest/inputs.ts";
import { z } from "zod";
import type { ConfigProblem } from "../config-problem.ts";
import type { DeploymentSection } from "../deployment-section.ts";
import { Origin, Path, Text } from "../fields.ts";
import { LongSecret } from "../secret.ts";

/** The section `clevercloud`. */
export const CleverCloud = z.strictObject({
  providerId: Text.describe("The manifest's id."),
  password: LongSecret.describe("The manifest's password."),
  passwordBefore: LongSecret.optional().describe("The previous password, during a rotation."),
  ssoSalt: LongSecret.describe("The manifest's SSO salt."),
  ssoSaltBefore: LongSecret.optional().describe("The previous salt, during a rotation."),
  path: Path.default("/clevercloud/resources").describe("Path of the manifest's base_url."),
  ssoPath: Path.default("/clevercloud/sso/login").describe("Path of the manifest's sso_url."),
  config: z
    .record(Text, z.string({ error: "must be a string" }))
    .default({})
    .describe(
      `Config vars of the add-ons. \${licenseKey}, \${tenantId} and \${config:name} are replaced for each tenant.`,
    ),
  bareToken: z
    .enum(["until-signed", "always", "never"])
    .default("until-signed")
    .describe(
      "Whether to accept SHA-1 tokens without a signature: until the provider's first signature, always or never.",
    ),
  repeatedDelete: z
    .union([z.literal(200), z.literal(204), z.literal(410)], { error: "must be 200, 204 or 410" })
    .default(200)
    .describe("Status of the answer to a repeated deletion."),
  frameAncestors: z
    .array(Origin)
    .default(["https://console.clever-cloud.com"])
    .describe("Origin of the console that may embed the panel in a frame."),
  ownerLogin: z
    .union([z.literal("owner_email"), Text.regex(/\$\{tenantId\}/)], {
      error: `must be owner_email, or a login with \${tenantId} in it`,
    })
    .default("owner_email")
    .describe(
      "Login at apifew of an add-on's owner: the address from Clever Cloud, or a pattern with the tenant's id.",
    ),
});
export type CleverCloud = z.infer<typeof CleverCloud>;

/** Rules between Clever Cloud's section and the manifest. */
export function cleverCloudProblems(
  clevercloud: CleverCloud | undefined,
  { manifest }: DeploymentSection,
): ConfigProblem[] {
  if (clevercloud === undefined) {
    return manifest === undefined ? [] : [{ key: "clevercloud", what: "is required with deployment.manifest" }];
  }
  if (manifest === undefined) {
    return [{ key: "deployment.manifest", what: "is required with clevercloud" }];
  }
  const problems = manifestProblems(manifest);
  if (manifest.providerId !== clevercloud.providerId) {
    const what = `must be the id in clevercloud.providerId, ${JSON.stringify(clevercloud.providerId)}`;
    problems.push({ key: "deployment.manifest.providerId", what });
  }
  for (const name of Object.keys(clevercloud.config)) {
    if (!manifest.configVars.includes(name)) {
      const what = `must be one of the manifest's configVars (${manifest.configVars.join(", ")})`;
      problems.push({ key: `clevercloud.config.${name}`, what });
    }
  }
  for (const [name, value] of Object.entries(clevercloud.config)) {
    const unknown = [...value.matchAll(/\$\{([^}]*)\}/g)]
      .map((match) => match[1] ?? "")
      .find((text) => !isTemplate(text));
    if (unknown !== undefined) {
      const what = `\${${unknown}} is not defined: use \${licenseKey}, \${tenantId}, \${config:name} or a variable \${NAME}`;
      problems.push({ key: `clevercloud.config.${name}`, what });
    }
  }
  return problems;
}

function isTemplate(text: string): boolean {
  return text === "licenseKey" || text === "tenantId" || /^config:[\w.-]+$/.test(text);
}

function manifestProblems(manifest: NonNullable<DeploymentSection["manifest"]>): ConfigProblem[] {
  const { failures } = checkInputs({ inputs: AddonManifestInputs, rules: addonManifestRules }, manifest);
  return failures.map(({ property, reason }) => ({ key: `deployment.manifest.${property}`, what: reason }));
}
