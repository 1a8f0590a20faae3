import { Command } from "commander";
import { z } from "zod";
import { cloudflareAppChecks } from "../../tools/simulate/cloudflare-app/checks.ts";
import { CloudflareAppMarketplace } from "../../tools/simulate/cloudflare-app/cloudflare-app-marketplace.ts";
import type { AppSubject } from "../../tools/simulate/cloudflare-app/subject.ts";
import type { Parameters } from "../../tools/simulate/cloudflare-app/switched-on.ts";
import { findObject, isSuccess } from "../../tools/simulate/judge-answer.ts";
import { defineCommand } from "../define-command.ts";
import { EndpointUrl } from "../endpoint-url.ts";
import { checkFlags, checkOptions, commonFlags, commonOptions, type Environment } from "./simulate-options.ts";
import { act, check, platform } from "./simulate-run.ts";

const userVariable = "CLOUDFLARE_APP_USER";
const passwordVariable = "CLOUDFLARE_APP_PASSWORD";
const secretVariable = "CLOUDFLARE_APP_PATH_SECRET";

const flags = {
  "--target <url>": `the application's endpoint; credentials are ${userVariable} and ${passwordVariable}, or ${secretVariable} as the last segment of its path, of the environment`,
  ...commonFlags,
};
const Encoding = z.enum(["form", "json"], { error: "must be form or json" });
const required = (what: string) => z.string({ error: `is required: ${what}` }).min(1);

/** marketplane simulate cloudflare-app: CloudFlare's requests to an application, one by one or as checks. */
export function cloudflareAppCommand(environment: Environment): Command {
  const command = new Command("cloudflare-app")
    .description("Calls an application as CloudFlare's application platform does")
    .addCommand(checkCommand(environment));
  for (const name of ["user_create", "user_deactivate"]) {
    command.addCommand(userCommand(name, environment));
  }
  for (const name of ["sub_start", "sub_end"]) {
    command.addCommand(subscriptionCommand(name, environment));
  }
  return command;
}

function checkCommand(environment: Environment): Command {
  return defineCommand({
    name: "check",
    description: "Tries everything that CloudFlare needs of an application, and takes away what it made",
    flags: {
      "--plan <name>": "a plan to subscribe to",
      "--no-subscriptions": "the application has no subscriptions",
      "--encoding <encodings...>": "what it understands, the usual one first (default: form json)",
      ...flags,
      ...checkFlags,
    },
    options: z
      .strictObject({
        target: EndpointUrl,
        plan: z.string().min(1).optional(),
        subscriptions: z.boolean().default(true),
        encoding: z.tuple([Encoding], Encoding).default(["form", "json"]),
        ...checkOptions,
        ...commonOptions,
      })
      .refine(({ plan, subscriptions }) => subscriptions === (plan !== undefined), {
        path: ["plan"],
        error: "is required, unless --no-subscriptions says that there are none",
      }),
    async handler({ encoding: encodings, ...options }) {
      const market = toMarket({ ...options, plan: options.plan, encodings }, environment);
      await check(market, cloudflareAppChecks, options);
    },
  });
}

const actFlags = { "--encoding <encoding>": "form or json (default: form)", ...flags };
const actOptions = { target: EndpointUrl, encoding: Encoding.default("form"), ...commonOptions };
const emailFlag = { "--email <email>": "the user's email" };
const email = required("the user's email");

function userCommand(name: string, environment: Environment): Command {
  return defineCommand({
    name,
    description: name === "user_create" ? "A user switches the service on" : "A user switches the service off",
    flags: { ...emailFlag, "--zone <zone>": "the user's zone", ...actFlags },
    options: z.strictObject({ email, zone: required("the user's zone"), ...actOptions }),
    async handler({ email: user_email, zone: user_zone, ...options }) {
      const user = { act: name, user_email, user_zone };
      await send(name === "user_create" ? { ...user, user_tos: "1" } : user, options, environment);
    },
  });
}

function subscriptionCommand(name: string, environment: Environment): Command {
  return defineCommand({
    name,
    description: name === "sub_start" ? "A user subscribes" : "A user cancels the subscription",
    flags: { ...emailFlag, "--plan <name>": "the plan", "--zone <zone>": "the zone, where it is for one", ...actFlags },
    options: z.strictObject({ email, plan: required("the plan"), zone: z.string().optional(), ...actOptions }),
    async handler({ email: user_email, plan: sub_plan, zone, ...options }) {
      const subscription = { act: name, user_email, sub_plan };
      await send(zone === undefined ? subscription : { ...subscription, user_zone: zone }, options, environment);
    },
  });
}

type ActOptions = z.infer<z.ZodObject<typeof actOptions>>;

async function send(parameters: Parameters, options: ActOptions, environment: Environment): Promise<void> {
  const market = toMarket({ ...options, encodings: [options.encoding], plan: undefined, slowMs: 0 }, environment);
  await act(market, () => market.act(parameters), {
    json: options.json,
    isFine: (answer) => isSuccess(answer) && findObject(answer)?.result !== "error",
  });
}

interface MarketOptions extends Pick<AppSubject, "target" | "plan" | "encodings" | "slowMs"> {
  readonly timeoutMs: number;
}

function toMarket({ target, plan, encodings, slowMs, timeoutMs }: MarketOptions, environment: Environment) {
  const [user, password] = [environment(userVariable), environment(passwordVariable)];
  if (Boolean(user) !== Boolean(password)) {
    throw new Error(`${userVariable} and ${passwordVariable} belong together: set both in the environment, or none`);
  }
  const subject: AppSubject = {
    target,
    account: user && password ? { user, password } : undefined,
    pathSecret: environment(secretVariable) || undefined,
    encodings,
    plan,
    slowMs,
  };
  return new CloudflareAppMarketplace(subject, { ...platform, timeoutMs });
}
