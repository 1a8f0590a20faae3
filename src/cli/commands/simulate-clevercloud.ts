import { Command } from "commander";
import { z } from "zod";
import { ClevercloudMarketplace } from "../../tools/simulate/clevercloud/clevercloud-marketplace.ts";
import { isSignedIn } from "../../tools/simulate/clevercloud/is-signed-in.ts";
import type { ClevercloudSubject } from "../../tools/simulate/clevercloud/subject.ts";
import { isSuccess } from "../../tools/simulate/judge-answer.ts";
import { defineCommand } from "../define-command.ts";
import { clevercloudCheckCommand } from "./simulate-clevercloud-check.ts";
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
import type { Environment } from "./simulate-options.ts";
import { act, platform } from "./simulate-run.ts";

const plan = z.string({ error: "is required: the slug of a plan" }).min(1);
const id = z.string({ error: "is required: the provider's id of the add-on" }).min(1);
const planFlag = { "--plan <slug>": "plan of the add-on" };
const idFlag = { "--id <id>": "the provider's id of the add-on" };
const addonIdFlag = { "--addon-id <id>": "Clever Cloud's id of the add-on; by default a new one" };

/** What a single call leaves open. */
const noChecks = { otherPlan: undefined, configVars: undefined, copies: 1, slowMs: 0 };
const dialect: ClevercloudSubject["dialect"] = { repeatDelete: "success", planChange: true };

/** marketplane simulate clevercloud: the calls of Clever Cloud to an add-on provider, one by one or as checks. */
export function clevercloudCommand(environment: Environment): Command {
  return new Command("clevercloud")
    .description("Calls an add-on provider as Clever Cloud does")
    .addCommand(clevercloudCheckCommand(environment))
    .addCommand(provisionCommand(environment))
    .addCommand(changePlanCommand(environment))
    .addCommand(deprovisionCommand(environment))
    .addCommand(signInCommand(environment));
}

function provisionCommand(environment: Environment): Command {
  return defineCommand({
    name: "provision",
    description: "Orders an add-on, which stays until it is deprovisioned",
    flags: { ...planFlag, ...addonIdFlag, ...providerFlags },
    options: z.strictObject({ plan, addonId: z.string().optional(), ...providerOptions }),
    async handler({ addonId, ...options }) {
      const market = toMarket(options, environment);
      const order = market.newOrder(addonId === undefined ? {} : { addon_id: addonId });
      await act(market, () => market.provision(order), { json: options.json, isFine: isSuccess });
    },
  });
}

function changePlanCommand(environment: Environment): Command {
  return defineCommand({
    name: "change-plan",
    description: "Changes the plan of an add-on",
    flags: { ...idFlag, ...planFlag, ...addonIdFlag, ...providerFlags },
    options: z.strictObject({ id, plan, addonId: z.string().optional(), ...providerOptions }),
    async handler({ id: addon, addonId, ...options }) {
      const market = toMarket(options, environment);
      const body = market.newOrder(addonId === undefined ? {} : { addon_id: addonId });
      const call = () => market.changePlan({ id: addon, body }, options.plan);
      await act(market, call, { json: options.json, isFine: isSuccess });
    },
  });
}

function deprovisionCommand(environment: Environment): Command {
  return defineCommand({
    name: "deprovision",
    description: "Deprovisions an add-on",
    flags: { ...idFlag, ...providerFlags },
    options: z.strictObject({ id, ...providerOptions }),
    async handler({ id: addon, ...options }) {
      const market = toMarket({ ...options, plan: "" }, environment);
      await act(market, () => market.deprovision(addon), { json: options.json, isFine: isSuccess });
    },
  });
}

function signInCommand(environment: Environment): Command {
  return defineCommand({
    name: "sso",
    description: "Signs in to an add-on",
    flags: { ...idFlag, ...signInFlags, ...providerFlags },
    options: z.strictObject({ id, ...signInOptions, sso: Proof.default("signature"), ...providerOptions }),
    async handler({ id: addon, ssoUrl, consoleOrigin, sso: proof, ...options }) {
      const known = readKnown(options);
      const signIn = toSignIn({ ssoUrl, consoleOrigin, proof, opensNewTab: false }, known, environment);
      const market = toMarket({ ...options, plan: "" }, environment, signIn);
      await act(market, () => market.postForm(market.form(addon)), { json: options.json, isFine: isSignedIn });
    },
  });
}

type Options = Parameters<typeof toProvider>[0] & { readonly plan: string };

function toMarket(options: Options, environment: Environment, signIn?: ClevercloudSubject["signIn"]) {
  const provider = toProvider(options, readKnown(options), environment);
  const subject: ClevercloudSubject = { ...noChecks, ...provider, plan: options.plan, dialect, signIn };
  return new ClevercloudMarketplace(subject, { ...platform, timeoutMs: options.timeoutMs });
}
