import { Command } from "commander";
import { z } from "zod";
import { marketplaceSources } from "../../../stacks/tenant-declaration.ts";
import type { Environment } from "../../core/config/resolve-references.ts";
import { defineCommand } from "../define-command.ts";
import { followPages } from "../follow-pages.ts";
import { ItemLimit } from "../item-limit.ts";
import { clientFlags, clientOptions, operatorClient } from "../operator-client.ts";
import { toColumns } from "../to-columns.ts";

const Summary = z.looseObject({
  id: z.string(),
  at: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number(),
  durationMs: z.number(),
  route: z.string().nullable(),
});
const Request = Summary.extend({
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  answer: z.string().nullable(),
});
const Replay = z.object({ status: z.number(), answer: z.string() });

const idArgument = { "<id>": "the request's id, from `marketplane requests list`" };

/** marketplane requests: what the marketplaces sent to a running control plane, over its API. */
export function requestsCommand(environment: Environment): Command {
  return new Command("requests")
    .description("What the marketplaces sent to a control plane, over its API")
    .addCommand(listCommand(environment))
    .addCommand(showCommand(environment))
    .addCommand(replayCommand(environment));
}

function listCommand(environment: Environment): Command {
  return defineCommand({
    name: "list",
    description: "Lists requests, the newest first",
    flags: {
      "--marketplace <name>": marketplaceSources.join(" or "),
      "--tenant <id>": "about this tenant",
      "--status <number>": "answered with this status",
      "--stray": "only those that no route is there for",
      "--since <time>": "of this time and later, such as 2026-11-22T08:00:00Z",
      "--limit <number>": "requests at most (default: 50)",
      ...clientFlags,
    },
    options: z.strictObject({
      marketplace: z.string().optional(),
      tenant: z.string().optional(),
      status: z.string().optional(),
      stray: z.literal(true).optional(),
      since: z.string().optional(),
      limit: ItemLimit,
      ...clientOptions,
    }),
    async handler({ url, json, limit, stray, ...filter }) {
      const call = operatorClient(environment, url);
      const get = (cursor: string | undefined, size: number) =>
        call("/api/v1/requests", { query: { ...filter, stray: stray && "true", cursor, limit: size } });
      const requests = await followPages(get, { key: "requests", item: Summary, limit });
      process.stdout.write(json ? `${JSON.stringify({ requests })}\n` : toTable(requests));
    },
  });
}

function showCommand(environment: Environment): Command {
  return defineCommand({
    name: "show",
    description: "Shows a request and its answer, without secrets",
    arguments: idArgument,
    flags: clientFlags,
    options: z.strictObject({ id: z.string(), ...clientOptions }),
    async handler({ id, url, json }) {
      const answer = await operatorClient(environment, url)(pathOf(id));
      process.stdout.write(json ? `${JSON.stringify(answer)}\n` : toText(Request.parse(answer)));
    },
  });
}

function replayCommand(environment: Environment): Command {
  return defineCommand({
    name: "replay",
    description: "Sends a request again, with its effects, and shows today's answer",
    arguments: idArgument,
    flags: { "--force": "also a request that did not prove to be a marketplace's and was refused", ...clientFlags },
    options: z.strictObject({ id: z.string(), force: z.literal(true).optional(), ...clientOptions }),
    async handler({ id, force, url, json }) {
      const query = { force: force && "true" };
      const result = await operatorClient(environment, url)(`${pathOf(id)}/replay`, { method: "POST", query });
      const { status, answer } = Replay.parse(result);
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${status}\n${answer}\n`);
    },
  });
}

function pathOf(id: string): string {
  return `/api/v1/requests/${encodeURIComponent(id)}`;
}

function toTable(requests: readonly z.output<typeof Summary>[]): string {
  const rows = requests.map(({ id, at, method, path, status, durationMs, route }) => {
    return [
      id,
      at,
      method,
      String(status),
      `${durationMs.toFixed(1)} ms`,
      route === null ? `${path} (no route)` : path,
    ];
  });
  return toColumns(["ID", "TIME", "METHOD", "STATUS", "TOOK", "PATH"], rows);
}

function toText({ at, method, path, headers, body, status, durationMs, answer }: z.output<typeof Request>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const question = [`${method} ${path}`, ...lines, "", body ?? "(no body kept)"];
  return [at, "", ...question, "", `${status} after ${durationMs.toFixed(1)} ms`, "", answer ?? "(no body)", ""].join(
    "\n",
  );
}
