import { Command } from "commander";
import { z } from "zod";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { followPages } from "../kernel/follow-pages.ts";
import { clientOptions, type OperatorClient, operatorClient } from "../kernel/operator-client.ts";
import { toColumns } from "../kernel/to-columns.ts";

const Finding = z.object({
  code: z.string(),
  kind: z.enum(["wrong", "waiting", "note"]),
  actor: z.string(),
  text: z.string(),
  fix: z.string().optional(),
  waitSeconds: z.number().optional(),
});
const Report = z.looseObject({
  hostname: z.string(),
  verdict: Finding,
  findings: z.array(Finding),
  records: z.array(
    z.looseObject({
      type: z.string(),
      name: z.string(),
      value: z.string(),
      state: z.string(),
      live: z.array(z.string()),
    }),
  ),
});
type Report = z.infer<typeof Report>;
const WithHostnames = z.object({ id: z.string(), hostnames: z.array(z.object({ hostname: z.string() })) });

/** Checks that run at the same time. */
const atOnce = 4;

/** marketplane domains: the customers' domains of a running control plane, over its API. */
export function domainsCommand(environment: CommandEnvironment): Command {
  return new Command("domains")
    .description("The customers' domains of a control plane, over its API")
    .addCommand(verifyCommand(environment));
}

/** marketplane domains verify: what is wrong with a domain, who has to act, and how. */
function verifyCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "verify",
    description: "Check the DNS records of customers' domains: what is wrong, who has to act, and how",
    example: "marketplane domains verify shop.customer.com",
    exitCodes: { 0: "every domain works, or only has to wait", 1: "a domain needs action, or an error" },
    arguments: { hostname: defineOption({ description: "a customer's hostname", schema: z.string().optional() }) },
    options: {
      tenant: defineOption({
        value: "<id>",
        description: "every hostname of this tenant",
        schema: z.string().optional(),
      }),
      all: defineOption({ description: "every hostname of every tenant", schema: z.boolean().default(false) }),
      ...clientOptions,
    },
    rules: (schema) =>
      schema.refine(({ hostname, tenant, all }) => [hostname, tenant, all || undefined].filter(Boolean).length === 1, {
        message: "one of these is required: a hostname, --tenant or --all",
      }),
    async handler({ hostname, tenant, all, url, json }) {
      const call = operatorClient(environment, url);
      const paths = await listPaths(call, { hostname: hostname?.toLowerCase(), tenant, all });
      const reports: Report[] = [];
      for (let next = 0; next < paths.length; next += atOnce) {
        const checks = paths.slice(next, next + atOnce).map(async (path) => Report.parse(await call(path)));
        reports.push(...(await Promise.all(checks)));
      }
      print(environment, { domains: reports }, { json, toText: () => reports.map(toText).join("\n") });
      process.exitCode = reports.some(({ verdict }) => verdict.kind === "wrong") ? 1 : 0;
    },
  });
}

interface Choice {
  readonly hostname: string | undefined;
  readonly tenant: string | undefined;
  readonly all: boolean;
}

/** The API's paths for the chosen hostnames. Throws if there are none. */
async function listPaths(call: OperatorClient, { hostname, tenant, all }: Choice): Promise<string[]> {
  const get = (cursor: string | undefined, limit: number) =>
    call("/api/v1/tenants", { query: { hostname, cursor, limit, ...(all && { state: "active" }) } });
  const tenants =
    tenant === undefined
      ? await followPages(get, { key: "tenants", item: WithHostnames, limit: Number.POSITIVE_INFINITY })
      : [WithHostnames.parse(await call(`/api/v1/tenants/${encodeURIComponent(tenant)}`))];
  const paths = tenants.flatMap(({ id, hostnames }) =>
    hostnames
      .filter((each) => hostname === undefined || each.hostname === hostname)
      .map((each) => `/api/v1/tenants/${id}/hostnames/${encodeURIComponent(each.hostname)}/dns`),
  );
  if (paths.length === 0 && hostname !== undefined) {
    throw new Error(`no tenant has the hostname ${hostname}`);
  }
  return paths;
}

function toText({ hostname, verdict, findings, records }: Report): string {
  const others = findings.filter(({ code }) => code !== verdict.code);
  return [
    `${hostname}: ${verdict.text}`,
    ...(verdict.fix === undefined ? [] : [`  ${verdict.actor}: ${verdict.fix}`]),
    ...(verdict.waitSeconds === undefined ? [] : [`  Seen everywhere within ${verdict.waitSeconds} s of the change.`]),
    ...others.map(({ text, fix }) => `  also: ${text}${fix === undefined ? "" : ` ${fix}`}`),
    ...indented(
      toColumns(
        ["TYPE", "NAME", "WANTED", "LIVE", "STATE"],
        records.map(({ type, name, value, live, state }) => [type, name, value, live.join(", ") || "-", state]),
      ),
    ),
    "",
  ].join("\n");
}

function indented(text: string): string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`);
}
