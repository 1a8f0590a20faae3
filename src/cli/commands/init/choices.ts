import { createInterface } from "node:readline/promises";
import { ZoneId } from "@marketplane/providers/cloudflare/zone-id.ts";
import { Hostname } from "@marketplane/providers/hostname.ts";
import { z } from "zod";
import { marketplaceSources } from "../../../../stacks/tenant-declaration.ts";
import type { CommandEnvironment } from "../../kernel/command-environment.ts";
import { defineOption } from "../../kernel/define-command.ts";

export const gitHosts = ["github", "gitlab", "none"] as const;

const Marketplace = z.enum(marketplaceSources, { error: `must be one of ${marketplaceSources.join(", ")}` });
const GitHost = z.enum(gitHosts, { error: `must be one of ${gitHosts.join(", ")}` });

/** The choices of a new project, as options. Those that are not given are asked for, or have defaults. */
export const choiceOptions = {
  zone: defineOption({
    value: "<id>",
    description: "ID of the zone at Cloudflare (default: the sandbox's)",
    schema: ZoneId.optional(),
  }),
  domain: defineOption({
    value: "<name>",
    description: "name of the zone (default: the sandbox's, saasprovider.com)",
    schema: Hostname.optional(),
  }),
  fallbackOrigin: defineOption({
    value: "<hostname>",
    description: "hostname that receives the customers' traffic (default: proxy-fallback below the domain)",
    schema: Hostname.optional(),
  }),
  marketplace: defineOption({
    value: "<name...>",
    description: `marketplaces that sell the product: ${marketplaceSources.join(", ")} (default: none)`,
    schema: z.array(Marketplace).optional(),
  }),
  git: defineOption({
    value: "<host>",
    description: `host whose CI checks and applies the project: ${gitHosts.join(", ")} (default: none)`,
    schema: GitHost.optional(),
  }),
  controlPlane: defineOption({
    description: "add marketplane.yaml, for the control plane (default with --marketplace)",
    negation: "no control plane",
    schema: z.boolean().optional(),
  }),
};

type Given = {
  readonly [Name in keyof typeof choiceOptions]?: z.output<(typeof choiceOptions)[Name]["schema"]> | undefined;
};

export interface Choices {
  readonly zone: string;
  readonly domain: string;
  readonly fallbackOrigin: string;
  readonly marketplaces: readonly (typeof marketplaceSources)[number][];
  readonly git: (typeof gitHosts)[number];
  readonly controlPlane: boolean;
}

type Ask = <Value>(
  given: Value | undefined,
  question: string,
  fallback: string,
  schema: z.ZodType<Value>,
) => Promise<Value>;

const List = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((part) => part !== "" && part !== "none"))
  .pipe(z.array(Marketplace));
const YesNo = z.enum(["yes", "no"], { error: "must be yes or no" }).transform((answer) => answer === "yes");

/** The choices: those of the command line, the answers on the terminal, or the defaults. */
export async function askChoices(environment: CommandEnvironment, given: Given, isAsked: boolean): Promise<Choices> {
  const terminal = isAsked ? createInterface({ input: environment.stdin, output: environment.stderr }) : undefined;
  const ask: Ask = async (value, question, fallback, schema) => {
    if (value !== undefined) {
      return value;
    }
    for (;;) {
      const answer = (await terminal?.question(`${question} (${fallback}): `))?.trim();
      const parsed = schema.safeParse(answer || fallback);
      if (parsed.success) {
        return parsed.data;
      }
      environment.stderr.write(`  ${parsed.error.issues.map(({ message }) => message).join("; ")}\n`);
    }
  };
  try {
    const domain = await ask(given.domain, "Name of your zone at Cloudflare", "saasprovider.com", Hostname);
    const zone = await ask(given.zone, "Its ID", "5a4db0c0ffee00000000000000000001", ZoneId);
    const origin = `proxy-fallback.${domain}`;
    const fallbackOrigin = await ask(given.fallbackOrigin, "Hostname that receives the traffic", origin, Hostname);
    const marketplaces = await ask(
      given.marketplace,
      `Marketplaces, of ${marketplaceSources.join(" and ")}`,
      "none",
      List,
    );
    const hasMarketplace = marketplaces.length > 0 ? "yes" : "no";
    const controlPlane = await ask(given.controlPlane, "A control plane, yes or no", hasMarketplace, YesNo);
    const git = await ask(given.git, `Git host, of ${gitHosts.join(", ")}`, "none", GitHost);
    return { domain, zone, fallbackOrigin, marketplaces, controlPlane, git };
  } finally {
    terminal?.close();
  }
}
