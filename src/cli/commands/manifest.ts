import { readFileSync } from "node:fs";
import { toManifestJson } from "@marketplane/providers/clevercloud/addon-manifest/index.ts";
import { AddonManifestInputs } from "@marketplane/providers/clevercloud/addon-manifest/inputs.ts";
import { redacted } from "@marketplane/providers/http/redact.ts";
import { z } from "zod";
import { readConfig } from "../../core/config/read-config.ts";
import type { Environment } from "../../core/config/resolve-references.ts";
import { atOrigin, checkEndpoints, type EndpointCheck } from "../../tools/manifest/check-endpoints.ts";
import { type ManifestEndpoints, type ReadManifest, readManifest } from "../../tools/manifest/read-manifest.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { configOption, jsonOption } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { EndpointUrl } from "../kernel/option-types.ts";

/** marketplane manifest: prints the manifest for Clever Cloud, checks one, and checks how its URLs answer. */
export function manifestCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "manifest",
    description: "Print Clever Cloud's add-on manifest, check it by Clever Cloud's rules, check that its URLs answer",
    example: "marketplane manifest --check",
    exitCodes: { 1: "a rule is broken, a URL answers incorrectly, or an error" },
    options: {
      config: { ...configOption, description: "configuration file with the manifest" },
      file: defineOption({
        value: "<file>",
        description: "manifest to check instead of the configuration's",
        schema: z.string().optional(),
      }),
      check: defineOption({
        value: "[url]",
        description: "call the manifest's URLs, or the same paths at this URL; exit code 1 if one answers incorrectly",
        schema: z
          .union([z.literal(true), EndpointUrl], {
            error: "must be an http(s) URL without user, password, query and fragment",
          })
          .optional(),
      }),
      showSecrets: defineOption({
        description: "include password and salt in the printed manifest",
        schema: z.boolean().default(false),
      }),
      json: { ...jsonOption, description: "print results as JSON" },
    },
    async handler({ config, file, check, showSecrets, json }) {
      const source = file ?? config;
      const text = file === undefined ? manifestOf(config, environment.variable) : readFileSync(file, "utf8");
      const { id, production, problems } = readManifest(text, source);
      const checks = check === undefined ? [] : await checkEndpoints(id, at(check, production));
      if (file === undefined && check === undefined && problems.length === 0) {
        environment.stdout.write(`${showSecrets ? text : withoutSecrets(text)}\n`);
      } else {
        print(environment, { problems, checks }, { json, toText: () => toReport(source, problems, checks) });
      }
      if (problems.length > 0 || checks.some(({ isRight }) => !isRight)) {
        process.exitCode = 1;
      }
    },
  });
}

function at(check: true | string, endpoints: ManifestEndpoints): ManifestEndpoints {
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
      ? `${source} follows every rule of Clever Cloud's page`
      : `${source} breaks rules of Clever Cloud's page:`;
  return [
    verdict,
    ...problems.map(({ property, reason }) => `  ${property}: ${reason}`),
    ...checks.map(
      ({ call, expected, got, isRight }) => `${isRight ? "ok    " : "WRONG "} ${call}: ${got}, expected ${expected}`,
    ),
    "",
  ].join("\n");
}
