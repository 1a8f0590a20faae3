import { Command } from "commander";
import { z } from "zod";
import { ClevercloudMarketplace } from "../../../tools/simulate/clevercloud/clevercloud-marketplace.ts";
import { isSignedIn } from "../../../tools/simulate/clevercloud/is-signed-in.ts";
import type { ClevercloudSubject } from "../../../tools/simulate/clevercloud/subject.ts";
import { isSuccess } from "../../../tools/simulate/judge-answer.ts";
import type { CommandEnvironment } from "../../kernel/command-environment.ts";
import { defineCommand, defineOption } from "../../kernel/define-command.ts";
import { clevercloudCheckCommand } from "./clevercloud-check.ts";
import { providerOptions, readKnown, signInOptions, toProvider, toSignIn } from "./clevercloud-options.ts";
import { answerExitCodes } from "./options.ts";
import { act, platform } from "./run.ts";

const planOption = defineOption({
  value: "<slug>",
  description: "plan of the add-on",
  schema: z.string({ error: "is required: the slug of a plan" }).min(1),
});
const idOption = defineOption({
  value: "<id>",
  description: "the provider's ID of the add-on",
  schema: z.string({ error: "is required: the provider's ID of the add-on" }).min(1),
});
const addonIdOption = defineOption({
  value: "<id>",
  description: "Clever Cloud's ID of the add-on (default: a new one)",
  schema: z.string().optional(),
});
const exampleProvider = "--target https://cp.saasprovider.com/clevercloud/resources --provider-id my-addon";

/** Values that a single call does not use. */
const noChecks = { otherPlan: undefined, configVars: undefined, copies: 1, slowMs: 0 };
const dialect: ClevercloudSubject["dialect"] = { repeatDelete: "success", planChange: true };

/**
 * marketplane simulate clevercloud: Clever Cloud's calls to an add-on provider, one at a time or as checks.
 */
export function clevercloudCommand(environment: CommandEnvironment): Command {
  return new Command("clevercloud")
    .description("Call an add-on provider as Clever Cloud does")
    .addCommand(clevercloudCheckCommand(environment))
    .addCommand(provisionCommand(environment))
    .addCommand(changePlanCommand(environment))
    .addCommand(deprovisionCommand(environment))
    .addCommand(signInCommand(environment));
}

function provisionCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "provision",
    description: "Order an add-on, which exists until it is deprovisioned",
    example: `marketplane simulate clevercloud provision ${exampleProvider} --plan basic`,
    exitCodes: answerExitCodes,
    options: { plan: planOption, addonId: addonIdOption, ...providerOptions },
    async handler({ addonId, json, ...options }) {
      const market = toMarket(options, environment);
      const order = market.newOrder(addonId === undefined ? {} : { addon_id: addonId });
      await act(market, () => market.provision(order), { json, isFine: isSuccess }, environment);
    },
  });
}

function changePlanCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "change-plan",
    description: "Change the plan of an add-on",
    example: `marketplane simulate clevercloud change-plan ${exampleProvider} --id kqzv --plan pro`,
    exitCodes: answerExitCodes,
    options: { id: idOption, plan: planOption, addonId: addonIdOption, ...providerOptions },
    async handler({ id, addonId, json, ...options }) {
      const market = toMarket(options, environment);
      const body = market.newOrder(addonId === undefined ? {} : { addon_id: addonId });
      const call = () => market.changePlan({ id, body }, options.plan);
      await act(market, call, { json, isFine: isSuccess }, environment);
    },
  });
}

function deprovisionCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "deprovision",
    description: "Deprovision an add-on",
    example: `marketplane simulate clevercloud deprovision ${exampleProvider} --id kqzv`,
    exitCodes: answerExitCodes,
    options: { id: idOption, ...providerOptions },
    async handler({ id, json, ...options }) {
      const market = toMarket({ ...options, plan: "" }, environment);
      await act(market, () => market.deprovision(id), { json, isFine: isSuccess }, environment);
    },
  });
}

function signInCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "sso",
    description: "Sign in to an add-on",
    example: "marketplane simulate clevercloud sso --manifest manifest.json --id kqzv",
    exitCodes: { 0: "signed in", 1: "refused, or there was no answer" },
    options: { id: idOption, ...signInOptions, ...providerOptions },
    async handler({ id, ssoUrl, consoleOrigin, sso: proof, json, ...options }) {
      const known = readKnown(options);
      const signIn = toSignIn({ ssoUrl, consoleOrigin, proof, opensNewTab: false }, known, environment);
      const market = toMarket({ ...options, plan: "" }, environment, signIn);
      await act(market, () => market.postForm(market.form(id)), { json, isFine: isSignedIn }, environment);
    },
  });
}

type Options = Parameters<typeof toProvider>[0] & { readonly plan: string };

function toMarket(options: Options, environment: CommandEnvironment, signIn?: ClevercloudSubject["signIn"]) {
  const provider = toProvider(options, readKnown(options), environment);
  const subject: ClevercloudSubject = { ...noChecks, ...provider, plan: options.plan, dialect, signIn };
  return new ClevercloudMarketplace(subject, { ...platform, timeoutMs: options.timeoutMs });
}
