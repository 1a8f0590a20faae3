import type { Command } from "commander";
import { z } from "zod";
import { clevercloudChecks } from "../../../tools/simulate/clevercloud/checks.ts";
import { ClevercloudMarketplace } from "../../../tools/simulate/clevercloud/clevercloud-marketplace.ts";
import type { ClevercloudSubject } from "../../../tools/simulate/clevercloud/subject.ts";
import type { CommandEnvironment } from "../../kernel/command-environment.ts";
import { defineCommand, defineOption, type schemaOf } from "../../kernel/define-command.ts";
import { PositiveNumber } from "../../kernel/option-types.ts";
import { Proof, providerOptions, readKnown, signInOptions, toProvider, toSignIn } from "./clevercloud-options.ts";
import { checkExitCodes, checkOptions } from "./options.ts";
import { check, platform } from "./run.ts";

const statuses = { success: "success", 200: 200, 204: 204, 404: 404, 410: 410 } as const;

const options = {
  plan: defineOption({
    value: "<slug>",
    description: "plan of the provider",
    schema: z.string({ error: "is required: the slug of a plan" }).min(1),
  }),
  otherPlan: defineOption({
    value: "<slug>",
    description: "another plan, to change to",
    schema: z.string().min(1).optional(),
  }),
  configVar: defineOption({
    value: "<name...>",
    description: "the manifest's config_vars, if there is no --manifest",
    schema: z.array(z.string()).optional(),
  }),
  ...providerOptions,
  ...signInOptions,
  sso: defineOption({
    ...signInOptions.sso,
    negation: "the provider has no single sign-on",
    schema: z.union([z.literal(false), Proof], { error: "must be signature or token" }).default("signature"),
  }),
  newTab: defineOption({
    description: "the console opens the provider in a new tab, so its pages need not fit an iframe",
    schema: z.boolean().default(false),
  }),
  planChange: defineOption({
    negation: "the provider's plans cannot be changed",
    schema: z.boolean().default(true),
  }),
  repeatDelete: defineOption({
    value: "<status>",
    description: "expected answer to a second deprovisioning: success, 200, 204, 404 or 410",
    schema: z
      .enum(["success", "200", "204", "404", "410"], { error: "must be success, 200, 204, 404 or 410" })
      .default("success")
      .transform((status) => statuses[status]),
  }),
  copies: defineOption({
    value: "<number>",
    description: "number of copies of one provisioning call to send at once",
    schema: PositiveNumber.pipe(z.number().max(200, "must be at most 200")).default(10),
  }),
  ...checkOptions,
};
type Options = z.output<ReturnType<typeof schemaOf<typeof options>>>;

/**
 * marketplane simulate clevercloud check: everything that Clever Cloud requires of a provider, as a list of
 * checks.
 */
export function clevercloudCheckCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "check",
    description: "Check everything that Clever Cloud requires of a provider, and delete the add-ons created for it",
    example: "marketplane simulate clevercloud check --manifest manifest.json --test --plan basic --other-plan pro",
    exitCodes: checkExitCodes,
    options,
    async handler(given) {
      const market = new ClevercloudMarketplace(toSubject(given, environment), {
        ...platform,
        timeoutMs: given.timeoutMs,
      });
      await check(market, clevercloudChecks, given, environment);
    },
  });
}

function toSubject(given: Options, environment: CommandEnvironment): ClevercloudSubject {
  const { plan, otherPlan, repeatDelete, planChange, sso, newTab, copies, slowMs, ssoUrl, consoleOrigin } = given;
  const known = readKnown(given);
  if (plan === otherPlan) {
    throw new Error("--other-plan: must differ from --plan");
  }
  const choice = sso && { ssoUrl, consoleOrigin, proof: sso, opensNewTab: newTab };
  return {
    ...toProvider(given, known, environment),
    plan,
    otherPlan,
    configVars: given.configVar ?? known.manifest?.api.config_vars,
    signIn: choice ? toSignIn(choice, known, environment) : undefined,
    dialect: { repeatDelete, planChange },
    copies,
    slowMs,
  };
}
