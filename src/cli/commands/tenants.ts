import { Command } from "commander";
import { z } from "zod";
import { marketplaceSources } from "../../../stacks/tenant-declaration.ts";
import type { Environment } from "../../core/config/resolve-references.ts";
import { askYes } from "../ask.ts";
import { defineCommand } from "../define-command.ts";
import { followPages } from "../follow-pages.ts";
import { ItemLimit } from "../item-limit.ts";
import { clientFlags, clientOptions, operatorClient } from "../operator-client.ts";
import { readDeclaration } from "../read-declaration.ts";
import { Tenant, toTenantDetails, toTenantTable } from "../tenant-text.ts";

const idArgument = { "<id>": "the tenant's id" };
const fileFlag = { "--file <file>": "YAML or JSON file, - for standard input" };
const file = z.string({ error: "is required: a YAML or JSON file, or -" });
const Generation = z.string().regex(/^\d{1,9}$/, "must be a generation, such as 3");

/** marketplane tenants: the customers of a running control plane, over its API. */
export function tenantsCommand(environment: Environment): Command {
  return new Command("tenants")
    .description("The customers of a control plane, over its API")
    .addCommand(listCommand(environment))
    .addCommand(getCommand(environment))
    .addCommand(createCommand(environment))
    .addCommand(changeCommand(environment))
    .addCommand(suspendCommand(environment))
    .addCommand(moveCommand(environment, "resume", "Restores what a suspension took away"))
    .addCommand(moveCommand(environment, "remove", "Takes a tenant down at the vendors, for good"));
}

function listCommand(environment: Environment): Command {
  return defineCommand({
    name: "list",
    description: "Lists tenants, the newest first",
    flags: {
      "--source <source>": `${marketplaceSources.join(", ")} or direct`,
      "--plan <slug>": "on this plan",
      "--state <state>": "active, suspended or removed",
      "--condition <type:status>": "such as Ready:false",
      "--hostname <hostname>": "the tenant that has this hostname",
      "--text <text>": "part of id, external id, owner's login or a hostname",
      "--limit <number>": "tenants at most (default: 50)",
      ...clientFlags,
    },
    options: z.strictObject({
      source: z.string().optional(),
      plan: z.string().optional(),
      state: z.string().optional(),
      condition: z.string().optional(),
      hostname: z.string().optional(),
      text: z.string().optional(),
      limit: ItemLimit,
      ...clientOptions,
    }),
    async handler({ url, json, limit, ...filter }) {
      const call = operatorClient(environment, url);
      const get = (cursor: string | undefined, size: number) =>
        call("/api/v1/tenants", { query: { ...filter, cursor, limit: size } });
      const tenants = await followPages(get, { key: "tenants", item: Tenant, limit });
      process.stdout.write(json ? `${JSON.stringify({ tenants })}\n` : toTenantTable(tenants));
    },
  });
}

function getCommand(environment: Environment): Command {
  return defineCommand({
    name: "get",
    description: "Shows a tenant with its hostnames and conditions",
    arguments: idArgument,
    flags: clientFlags,
    options: z.strictObject({ id: z.string(), ...clientOptions }),
    async handler({ id, url, json }) {
      print(await operatorClient(environment, url)(pathOf(id)), json);
    },
  });
}

function createCommand(environment: Environment): Command {
  return defineCommand({
    name: "create",
    description: "Makes a tenant as a file says: plan, owner, and optionally externalId, members, hostnames, counters",
    flags: { ...fileFlag, ...clientFlags },
    options: z.strictObject({ file, ...clientOptions }),
    async handler({ file: path, url, json }) {
      const body = await readDeclaration(path);
      print(await operatorClient(environment, url)("/api/v1/tenants", { method: "POST", body }), json);
    },
  });
}

function changeCommand(environment: Environment): Command {
  return defineCommand({
    name: "change",
    description: "Changes a tenant as a file says: lists are replaced, objects merged, null takes away",
    arguments: idArgument,
    flags: {
      ...fileFlag,
      "--if-generation <number>": "only if nobody has changed it since this generation",
      ...clientFlags,
    },
    options: z.strictObject({ id: z.string(), file, ifGeneration: Generation.optional(), ...clientOptions }),
    async handler({ id, file: path, ifGeneration, url, json }) {
      const body = await readDeclaration(path);
      const headers: Record<string, string> = ifGeneration === undefined ? {} : { "If-Match": `"${ifGeneration}"` };
      print(await operatorClient(environment, url)(pathOf(id), { method: "PATCH", body, headers }), json);
    },
  });
}

const Suspension = z.object({ changes: z.array(z.string()) });

function suspendCommand(environment: Environment): Command {
  return defineCommand({
    name: "suspend",
    description: "Suspends a tenant, after showing what changes",
    arguments: idArgument,
    flags: {
      "--reason <text>": "why, for the audit log",
      "--yes": "suspends without asking",
      ...clientFlags,
    },
    options: z.strictObject({
      id: z.string(),
      reason: z.string({ error: "is required: say why, for the audit log" }).trim().min(1).max(500),
      yes: z.boolean().optional(),
      ...clientOptions,
    }),
    async handler({ id, reason, yes, url, json }) {
      const call = operatorClient(environment, url);
      const { changes } = Suspension.parse(await call(`${pathOf(id)}/suspension`, {}));
      process.stderr.write(changes.map((change) => `  ${change}\n`).join(""));
      if (!yes && !(await isConfirmed())) {
        throw new Error("Nothing was suspended.");
      }
      print(await call(`${pathOf(id)}/suspend`, { method: "POST", body: { reason } }), json);
    },
  });
}

function isConfirmed(): Promise<boolean> {
  if (process.stdin.isTTY) {
    return askYes("suspend this tenant?");
  }
  throw new Error("Nothing was suspended: standard input is no terminal to ask at. Repeat the command with --yes.");
}

function moveCommand(environment: Environment, name: "resume" | "remove", description: string): Command {
  return defineCommand({
    name,
    description,
    arguments: idArgument,
    flags: clientFlags,
    options: z.strictObject({ id: z.string(), ...clientOptions }),
    async handler({ id, url, json }) {
      const call = operatorClient(environment, url);
      const answer =
        name === "remove"
          ? await call(pathOf(id), { method: "DELETE" })
          : await call(`${pathOf(id)}/${name}`, { method: "POST" });
      print(answer, json);
    },
  });
}

function pathOf(id: string): string {
  return `/api/v1/tenants/${encodeURIComponent(id)}`;
}

function print(answer: unknown, json: boolean): void {
  process.stdout.write(json ? `${JSON.stringify(answer)}\n` : toTenantDetails(Tenant.parse(answer)));
}
