import type { Command } from "commander";
import { z } from "zod";
import { clevercloudChecks } from "../../tools/simulate/clevercloud/checks.ts";
import { ClevercloudMarketplace } from "../../tools/simulate/clevercloud/clevercloud-marketplace.ts";
import type { ClevercloudSubject } from "../../tools/simulate/clevercloud/subject.ts";
import { defineCommand } from "../define-command.ts";
import {
  Proof,
  providerFlags,
  providerOptions,
  readKnown,
  signInFlags,
  signInOptions,
  toProvider,
  toSignIn,
} from "./simulate-clevercloud-options.ts";
import { checkFlags, checkOptions, type Environment, PositiveNumber } from "./simulate-options.ts";
import { check, platform } from "./simulate-run.ts";

const statuses = { success: "success", 200: 200, 204: 204, 404: 404, 410: 410 } as const;

const Options = z.strictObject({
  plan: z.string({ error: "is required: the slug of a plan" }).min(1),
  otherPlan: z.string().min(1).optional(),
  configVar: z.array(z.string()).optional(),
  planChange: z.boolean().default(true),
  repeatDelete: z
    .enum(["success", "200", "204", "404", "410"], { error: "must be success, 200, 204, 404 or 410" })
    .default("success")
    .transform((status) => statuses[status]),
  newTab: z.boolean().default(false),
  copies: PositiveNumber.pipe(z.number().max(200, "must be at most 200")).default(10),
  ...signInOptions,
  sso: z.union([z.literal(false), Proof], { error: "must be signature or token" }).default("signature"),
  ...checkOptions,
  ...providerOptions,
});

/** marketplane simulate clevercloud check: everything that Clever Cloud needs of a provider, as a list of checks. */
export function clevercloudCheckCommand(environment: Environment): Command {
  return defineCommand({
    name: "check",
    description: "Tries everything that Clever Cloud needs of a provider, and takes away what it made",
    flags: {
      "--plan <slug>": "a plan of the provider's",
      "--other-plan <slug>": "another one, to change to",
      "--config-var <name...>": "the manifest's config_vars, where there is no --manifest",
      ...providerFlags,
      ...signInFlags,
      "--no-sso": "the provider has no single sign-on",
      "--new-tab": "the console opens the provider in a tab of its own, so it has to fit no iframe",
      "--no-plan-change": "the provider's plans cannot be changed",
      "--repeat-delete <status>": "answer to a second deprovisioning: success, 200, 204, 404 or 410 (default: success)",
      "--copies <number>": "how many copies of one provisioning call are sent at once (default: 10)",
      ...checkFlags,
    },
    options: Options,
    async handler(options) {
      const market = new ClevercloudMarketplace(toSubject(options, environment), {
        ...platform,
        timeoutMs: options.timeoutMs,
      });
      await check(market, clevercloudChecks, options);
    },
  });
}

function toSubject(options: z.infer<typeof Options>, environment: Environment): ClevercloudSubject {
  const { plan, otherPlan, repeatDelete, planChange, sso, newTab, copies, slowMs, ssoUrl, consoleOrigin } = options;
  const known = readKnown(options);
  if (plan === otherPlan) {
    throw new Error("--other-plan: must be another plan than --plan");
  }
  const choice = sso && { ssoUrl, consoleOrigin, proof: sso, opensNewTab: newTab };
  return {
    ...toProvider(options, known, environment),
    plan,
    otherPlan,
    configVars: options.configVar ?? known.manifest?.api.config_vars,
    signIn: choice ? toSignIn(choice, known, environment) : undefined,
    dialect: { repeatDelete, planChange },
    copies,
    slowMs,
  };
}
