import { Command } from "commander";
import { z } from "zod";
import type { Answer } from "../../../tools/simulate/caller.ts";
import { cloudflareAppChecks } from "../../../tools/simulate/cloudflare-app/checks.ts";
import { CloudflareAppMarketplace } from "../../../tools/simulate/cloudflare-app/cloudflare-app-marketplace.ts";
import type { AppSubject } from "../../../tools/simulate/cloudflare-app/subject.ts";
import type { Parameters } from "../../../tools/simulate/cloudflare-app/switched-on.ts";
import { findObject, isSuccess } from "../../../tools/simulate/judge-answer.ts";
import type { CommandEnvironment } from "../../kernel/command-environment.ts";
import { defineCommand, defineOption, type schemaOf } from "../../kernel/define-command.ts";
import { EndpointUrl } from "../../kernel/option-types.ts";
import { answerExitCodes, checkExitCodes, checkOptions, commonOptions } from "./options.ts";
import { act, check, platform } from "./run.ts";

const userVariable = "CLOUDFLARE_APP_USER";
const passwordVariable = "CLOUDFLARE_APP_PASSWORD";
const secretVariable = "CLOUDFLARE_APP_PATH_SECRET";

const Encoding = z.enum(["form", "json"], { error: "must be form or json" });
const required = (value: string, description: string) =>
  defineOption({ value, description, schema: z.string({ error: `is required: ${description}` }).min(1) });

const targetOption = defineOption({
  value: "<url>",
  description: `the application's endpoint; credentials are ${userVariable} and ${passwordVariable} of the environment, or ${secretVariable} as the last segment of the path`,
  schema: EndpointUrl,
});
const exampleTarget = "--target https://cp.saasprovider.com/cloudflare-app";

/**
 * marketplane simulate cloudflare-app: CloudFlare's requests to an application, one at a time or as checks.
 */
export function cloudflareAppCommand(environment: CommandEnvironment): Command {
  const command = new Command("cloudflare-app")
    .description("Call an application as CloudFlare's application platform does")
    .addCommand(checkCommand(environment));
  for (const name of ["user_create", "user_deactivate"]) {
    command.addCommand(userCommand(name, environment));
  }
  for (const name of ["sub_start", "sub_end"]) {
    command.addCommand(subscriptionCommand(name, environment));
  }
  return command;
}

function checkCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "check",
    description: "Check everything that CloudFlare requires of an application, and remove the users created for it",
    example: `marketplane simulate cloudflare-app check ${exampleTarget} --plan premium`,
    exitCodes: checkExitCodes,
    options: {
      plan: defineOption({
        value: "<name>",
        description: "plan to subscribe to",
        schema: z.string().min(1).optional(),
      }),
      subscriptions: defineOption({
        negation: "the application has no subscriptions",
        schema: z.boolean().default(true),
      }),
      encoding: defineOption({
        value: "<encodings...>",
        description: "encodings that it accepts, the preferred one first",
        schema: z.tuple([Encoding], Encoding).default(["form", "json"]),
      }),
      target: targetOption,
      ...commonOptions,
      ...checkOptions,
    },
    rules: (schema) =>
      schema.refine(({ plan, subscriptions }) => subscriptions === (plan !== undefined), {
        path: ["plan"],
        error: "is required unless --no-subscriptions is used, and cannot be combined with it",
      }),
    async handler({ encoding: encodings, ...options }) {
      const market = toMarket({ ...options, plan: options.plan, encodings }, environment);
      await check(market, cloudflareAppChecks, options, environment);
    },
  });
}

const emailOption = required("<email>", "email address of the user");
const actOptions = {
  encoding: defineOption({
    value: "<encoding>",
    description: "form or json",
    schema: Encoding.default("form"),
  }),
  target: targetOption,
  ...commonOptions,
};

function userCommand(name: string, environment: CommandEnvironment): Command {
  return defineCommand({
    name,
    description: name === "user_create" ? "Switch the service on for a user" : "Switch the service off for a user",
    example: `marketplane simulate cloudflare-app ${name} ${exampleTarget} --email jane@example.com --zone example.com`,
    exitCodes: answerExitCodes,
    options: { email: emailOption, zone: required("<zone>", "zone of the user"), ...actOptions },
    async handler({ email: user_email, zone: user_zone, ...options }) {
      const user = { act: name, user_email, user_zone };
      await send(name === "user_create" ? { ...user, user_tos: "1" } : user, options, environment);
    },
  });
}

function subscriptionCommand(name: string, environment: CommandEnvironment): Command {
  return defineCommand({
    name,
    description: name === "sub_start" ? "Subscribe a user" : "Cancel a user's subscription",
    example: `marketplane simulate cloudflare-app ${name} ${exampleTarget} --email jane@example.com --plan premium`,
    exitCodes: answerExitCodes,
    options: {
      email: emailOption,
      plan: required("<name>", "name of the plan"),
      zone: defineOption({
        value: "<zone>",
        description: "zone of the subscription, if it is for one zone",
        schema: z.string().optional(),
      }),
      ...actOptions,
    },
    async handler({ email: user_email, plan: sub_plan, zone, ...options }) {
      const subscription = { act: name, user_email, sub_plan };
      await send(zone === undefined ? subscription : { ...subscription, user_zone: zone }, options, environment);
    },
  });
}

type ActOptions = z.output<ReturnType<typeof schemaOf<typeof actOptions>>>;

async function send(parameters: Parameters, options: ActOptions, environment: CommandEnvironment): Promise<void> {
  const market = toMarket({ ...options, encodings: [options.encoding], plan: undefined, slowMs: 0 }, environment);
  const isFine = (answer: Answer) => isSuccess(answer) && findObject(answer)?.result !== "error";
  await act(market, () => market.act(parameters), { json: options.json, isFine }, environment);
}

interface MarketOptions extends Pick<AppSubject, "target" | "plan" | "encodings" | "slowMs"> {
  readonly timeoutMs: number;
}

function toMarket({ target, plan, encodings, slowMs, timeoutMs }: MarketOptions, { variable }: CommandEnvironment) {
  const [user, password] = [variable(userVariable), variable(passwordVariable)];
  if (Boolean(user) !== Boolean(password)) {
    throw new Error(
      `${userVariable} and ${passwordVariable} require each other: set both in the environment, or neither`,
    );
  }
  const subject: AppSubject = {
    target,
    account: user && password ? { user, password } : undefined,
    pathSecret: variable(secretVariable) || undefined,
    encodings,
    plan,
    slowMs,
  };
  return new CloudflareAppMarketplace(subject, { ...platform, timeoutMs });
}
