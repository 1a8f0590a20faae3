import { buffer } from "node:stream/consumers";
import { Command } from "commander";
import { z } from "zod";
import { parseYamlBytes, readYaml } from "../../../stacks/files/read-yaml.ts";
import { placeText } from "../../../stacks/files/text-problem.ts";
import { marketplaceSources } from "../../../stacks/tenant-declaration.ts";
import { askYes } from "../kernel/ask.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { limitOption } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { followPages } from "../kernel/follow-pages.ts";
import { ApiError, clientOptions, type OperatorClient, operatorClient } from "../kernel/operator-client.ts";
import { sortColumns, sortTenants, Tenant, toTenantCsv, toTenantDetails, toTenantTable } from "./tenant-text.ts";

const listFormats = ["table", "json", "csv"] as const;
const idArgument = { id: defineOption({ description: "ID of the tenant", schema: z.string() }) };
const fileOption = defineOption({
  value: "<file>",
  description: "YAML or JSON file, or - for standard input",
  schema: z.string({ error: "is required: a YAML or JSON file, or -" }),
});
const exampleId = "kqzvexampleidofatenantabcd";

/** marketplane tenants: the tenants of a running control plane, over its API. */
export function tenantsCommand(environment: CommandEnvironment): Command {
  return new Command("tenants")
    .description("The tenants of a control plane, over its API")
    .addCommand(listCommand(environment))
    .addCommand(getCommand(environment))
    .addCommand(createCommand(environment))
    .addCommand(changeCommand(environment))
    .addCommand(suspendCommand(environment))
    .addCommand(stateCommand(environment, "resume", "Resume a suspended tenant"))
    .addCommand(stateCommand(environment, "remove", "Delete a tenant's resources at the vendors, permanently"));
}

function filter(value: string, description: string) {
  return defineOption({ value, description, schema: z.string().optional() });
}

function listCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "list",
    description: "List tenants, newest first",
    example: "marketplane tenants list --condition Ready:false --limit 20",
    options: {
      source: filter("<source>", `only from this source: ${marketplaceSources.join(", ")} or direct`),
      plan: filter("<slug>", "only on this plan"),
      state: filter("<state>", "only in this state: active, suspended or removed"),
      condition: filter("<type:status>", "only with this condition, such as Ready:false"),
      hostname: filter("<hostname>", "only the tenant that has this hostname"),
      text: filter("<text>", "only if the ID, the external ID, the owner's login or a hostname contains this text"),
      limit: limitOption,
      sort: defineOption({
        value: "<column>",
        description: `sort the listed tenants by ${sortColumns.join(", ")} (default: newest first)`,
        schema: z.enum(sortColumns, { error: `must be one of ${sortColumns.join(", ")}` }).optional(),
      }),
      output: defineOption({
        value: "<format>",
        description: `${listFormats.join(", ")} (default: table)`,
        schema: z.enum(listFormats, { error: `must be one of ${listFormats.join(", ")}` }).optional(),
      }),
      ...clientOptions,
    },
    rules: (schema) =>
      schema.refine(({ json, output }) => !json || output === undefined || output === "json", {
        error: "--json cannot be combined with another --output",
      }),
    async handler({ url, json, limit, sort, output = json ? "json" : "table", ...filters }) {
      const call = operatorClient(environment, url);
      const get = (cursor: string | undefined, size: number) =>
        call("/api/v1/tenants", { query: { ...filters, cursor, limit: size } });
      const listed = await followPages(get, { key: "tenants", item: Tenant, limit });
      const tenants = sort === undefined ? listed : sortTenants(listed, sort);
      const toText = () => (output === "csv" ? toTenantCsv(tenants) : toTenantTable(tenants));
      print(environment, { tenants }, { json: output === "json", toText });
    },
  });
}

function getCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "get",
    description: "Show a tenant with its hostnames and conditions",
    example: `marketplane tenants get ${exampleId}`,
    arguments: { id: defineOption({ description: "ID of the tenant, or the marketplace's ID", schema: z.string() }) },
    options: clientOptions,
    async handler({ id, url, json }) {
      printTenant(environment, await getTenant(operatorClient(environment, url), id), json);
    },
  });
}

/** A tenant by its own ID, else by the ID that its marketplace gave it. */
async function getTenant(call: OperatorClient, id: string): Promise<unknown> {
  try {
    return await call(pathOf(id));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) {
      throw error;
    }
    const get = (cursor: string | undefined, limit: number) =>
      call("/api/v1/tenants", { query: { text: id, cursor, limit } });
    const found = await followPages(get, { key: "tenants", item: Tenant, limit: candidatesMax });
    const [tenant, other] = found.filter(({ externalId }) => externalId === id);
    if (tenant === undefined) {
      throw error;
    }
    if (other !== undefined) {
      const ids = `${tenant.id} (${tenant.source}), ${other.id} (${other.source})`;
      throw new Error(`several marketplaces have a tenant ${id}: get one by its own ID, ${ids}`);
    }
    return tenant;
  }
}

/** Number of tenants whose texts contain an ID, among which the one that has it is searched. */
const candidatesMax = 1_000;

function createCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "create",
    description:
      "Create a tenant from a file with plan, owner and, optionally, externalId, members, hostnames, counters",
    example: "marketplane tenants create --file tenant.yaml",
    options: { file: fileOption, ...clientOptions },
    async handler({ file, url, json }) {
      const body = await readDeclaration(environment, file);
      const answer = await operatorClient(environment, url)("/api/v1/tenants", { method: "POST", body });
      printTenant(environment, answer, json);
    },
  });
}

function changeCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "change",
    description:
      "Change a tenant's plan, or more from a file: lists are replaced, objects are merged, null removes a value",
    example: `marketplane tenants change ${exampleId} --plan pro`,
    arguments: idArgument,
    options: {
      file: { ...fileOption, schema: fileOption.schema.optional() },
      plan: defineOption({ value: "<slug>", description: "the new plan", schema: z.string().min(1).optional() }),
      ifGeneration: defineOption({
        value: "<number>",
        description: "only if the tenant is still at this generation",
        schema: z
          .string()
          .regex(/^\d{1,9}$/, "must be a generation, such as 3")
          .optional(),
      }),
      ...clientOptions,
    },
    rules: (schema) =>
      schema.refine(({ file, plan }) => file !== undefined || plan !== undefined, {
        error: "choose what to change: --plan, --file or both",
      }),
    async handler({ id, file, plan, ifGeneration, url, json }) {
      const declared = file === undefined ? {} : await readDeclaration(environment, file);
      const body = plan === undefined ? declared : { ...Object(declared), plan };
      const headers: Record<string, string> = ifGeneration === undefined ? {} : { "If-Match": `"${ifGeneration}"` };
      const answer = await operatorClient(environment, url)(pathOf(id), { method: "PATCH", body, headers });
      printTenant(environment, answer, json);
    },
  });
}

const Suspension = z.object({ changes: z.array(z.string()) });

function suspendCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "suspend",
    description: "Suspend a tenant, after showing what changes",
    example: `marketplane tenants suspend ${exampleId} --reason 'two unpaid invoices'`,
    arguments: idArgument,
    options: {
      reason: defineOption({
        value: "<text>",
        description: "reason, for the audit log",
        schema: z.string({ error: "is required: the reason, for the audit log" }).trim().min(1).max(500),
      }),
      yes: defineOption({ description: "suspend without asking", schema: z.boolean().default(false) }),
      ...clientOptions,
    },
    async handler({ id, reason, yes, url, json }) {
      const call = operatorClient(environment, url);
      const { changes } = Suspension.parse(await call(`${pathOf(id)}/suspension`, {}));
      environment.stderr.write(changes.map((change) => `  ${change}\n`).join(""));
      if (!yes && !(await isConfirmed(environment))) {
        throw new Error("Nothing was suspended.");
      }
      printTenant(environment, await call(`${pathOf(id)}/suspend`, { method: "POST", body: { reason } }), json);
    },
  });
}

function isConfirmed(environment: CommandEnvironment): Promise<boolean> {
  if (environment.stdin.isTTY) {
    return askYes(environment, "suspend this tenant?");
  }
  throw new Error(
    "Nothing was suspended: standard input is not a terminal, so the suspension cannot be confirmed. Repeat the command with --yes.",
  );
}

function stateCommand(environment: CommandEnvironment, name: "resume" | "remove", description: string): Command {
  return defineCommand({
    name,
    description,
    example: `marketplane tenants ${name} ${exampleId}`,
    arguments: idArgument,
    options: clientOptions,
    async handler({ id, url, json }) {
      const call = operatorClient(environment, url);
      const answer =
        name === "remove"
          ? await call(pathOf(id), { method: "DELETE" })
          : await call(`${pathOf(id)}/${name}`, { method: "POST" });
      printTenant(environment, answer, json);
    },
  });
}

function pathOf(id: string): string {
  return `/api/v1/tenants/${encodeURIComponent(id)}`;
}

function printTenant(environment: CommandEnvironment, answer: unknown, json: boolean): void {
  print(environment, answer, { json, toText: () => toTenantDetails(Tenant.parse(answer)) });
}

/** The content of a YAML or JSON file; "-" is standard input. */
async function readDeclaration({ stdin }: CommandEnvironment, file: string): Promise<unknown> {
  const { value, problems } = file === "-" ? parseYamlBytes(await buffer(stdin)) : readYaml(file);
  if (problems.length > 0) {
    const name = file === "-" ? "standard input" : file;
    throw new Error(problems.map(({ position, what }) => `${placeText(name, position)}: ${what}`).join("\n"));
  }
  return value;
}
