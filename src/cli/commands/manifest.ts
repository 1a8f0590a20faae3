import { readFileSync } from "node:fs";
import { toManifestJson } from "@marketplane/providers/clevercloud/addon-manifest/index.ts";
import { AddonManifestInputs } from "@marketplane/providers/clevercloud/addon-manifest/inputs.ts";
import { redacted } from "@marketplane/providers/http/redact.ts";
import { z } from "zod";
import { readConfig } from "../../core/config/read-config.ts";
import type { Environment } from "../../core/config/resolve-references.ts";
import { atOrigin, checkEndpoints, type EndpointCheck } from "../../tools/manifest/check-endpoints.ts";
import { type ManifestEndpoints, type ReadManifest, readManifest } from "../../tools/manifest/read-manifest.ts";
import { defineCommand } from "../define-command.ts";
import { EndpointUrl } from "../endpoint-url.ts";

const Options = z.strictObject({
  config: z.string().default("marketplane.yaml"),
  file: z.string().optional(),
  check: z
    .union([z.literal(true), EndpointUrl], {
      error: "must be an http(s) URL without user, password, query and fragment",
    })
    .optional(),
  showSecrets: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** marketplane manifest: prints the manifest for Clever Cloud, judges one, and asks whether its URLs answer as they should. */
export function manifestCommand(environment: Environment) {
  return defineCommand({
    name: "manifest",
    description:
      "Clever Cloud's add-on manifest: prints it, judges it by the page's rules, checks that its URLs answer",
    flags: {
      "--config <file>": "configuration whose manifest is meant (default: marketplane.yaml)",
      "--file <file>": "judges this manifest instead",
      "--check [url]": "calls the manifest's URLs, or the same paths at this one; exit code 1 if one answers wrongly",
      "--show-secrets": "prints password and salt too",
      "--json": "prints results as JSON",
    },
    options: Options,
    async handler({ config, file, check, showSecrets, json }) {
      const source = file ?? config;
      const text = file === undefined ? manifestOf(config, environment) : readFileSync(file, "utf8");
      const { id, production, problems } = readManifest(text, source);
      const checks = check === undefined ? [] : await checkEndpoints(id, movedTo(check, production));
      const isWanted = file === undefined && check === undefined && problems.length === 0;
      const answer = json ? JSON.stringify({ problems, checks }) : toReport(source, problems, checks);
      process.stdout.write(`${isWanted ? (showSecrets ? text : withoutSecrets(text)) : answer}\n`);
      if (problems.length > 0 || checks.some(({ isRight }) => !isRight)) {
        process.exitCode = 1;
      }
    },
  });
}

function movedTo(check: true | string, endpoints: ManifestEndpoints): ManifestEndpoints {
  return check === true ? endpoints : atOrigin(endpoints, check);
}

function manifestOf(file: string, environment: Environment): string {
  const { clevercloud, deployment } = readConfig(file, environment);
  if (clevercloud === undefined || deployment.manifest === undefined) {
    throw new Error(`${file} has no manifest: set clevercloud and deployment.manifest`);
  }
  const { password, ssoSalt } = clevercloud;
  return toManifestJson(AddonManifestInputs.parse(deployment.manifest), { password, ssoSalt });
}

function withoutSecrets(text: string): string {
  return text.replaceAll(/"(password|sso_salt)": "[^"]*"/g, `"$1": "${redacted}"`);
}

function toReport(source: string, problems: ReadManifest["problems"], checks: readonly EndpointCheck[]): string {
  const verdict =
    problems.length === 0
      ? `${source} keeps every rule of Clever Cloud's page`
      : `${source} breaks rules of Clever Cloud's page:`;
  return [
    verdict,
    ...problems.map(({ property, reason }) => `  ${property}: ${reason}`),
    ...checks.map(
      ({ call, wanted, got, isRight }) => `${isRight ? "ok    " : "WRONG "} ${call}: ${got}, wanted ${wanted}`,
    ),
  ].join("\n");
}
