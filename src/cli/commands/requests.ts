import { Command } from "commander";
import { z } from "zod";
import { marketplaceSources } from "../../../stacks/tenant-declaration.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { limitOption } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { followPages } from "../kernel/follow-pages.ts";
import { clientOptions, operatorClient } from "../kernel/operator-client.ts";
import { toColumns } from "../kernel/to-columns.ts";

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

const idArgument = {
  id: defineOption({ description: "ID of the request, from `marketplane requests list`", schema: z.string() }),
};

/** marketplane requests: the marketplaces' requests to a running control plane, over its API. */
export function requestsCommand(environment: CommandEnvironment): Command {
  return new Command("requests")
    .description("The marketplaces' requests to a control plane, over its API")
    .addCommand(listCommand(environment))
    .addCommand(showCommand(environment))
    .addCommand(replayCommand(environment));
}

function filter(value: string, description: string) {
  return defineOption({ value, description, schema: z.string().optional() });
}

function listCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "list",
    description: "List requests, newest first",
    example: "marketplane requests list --stray --since 2026-11-22T08:00:00Z",
    options: {
      marketplace: filter("<name>", `only from this marketplace: ${marketplaceSources.join(" or ")}`),
      tenant: filter("<id>", "only about this tenant"),
      status: filter("<number>", "only answered with this status"),
      stray: defineOption({
        description: "only requests that match no route",
        schema: z.literal(true).optional(),
      }),
      since: filter("<time>", "only from this time on, such as 2026-11-22T08:00:00Z"),
      limit: limitOption,
      ...clientOptions,
    },
    async handler({ url, json, limit, stray, ...filters }) {
      const call = operatorClient(environment, url);
      const get = (cursor: string | undefined, size: number) =>
        call("/api/v1/requests", { query: { ...filters, stray: stray && "true", cursor, limit: size } });
      const requests = await followPages(get, { key: "requests", item: Summary, limit });
      print(environment, { requests }, { json, toText: () => toTable(requests) });
    },
  });
}

function showCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "show",
    description: "Show a request and its answer, without secrets",
    example: "marketplane requests show 4711",
    arguments: idArgument,
    options: clientOptions,
    async handler({ id, url, json }) {
      const answer = await operatorClient(environment, url)(pathOf(id));
      print(environment, answer, { json, toText: () => toText(Request.parse(answer)) });
    },
  });
}

function replayCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "replay",
    description: "Send a request again, with its effects, and show the new answer",
    example: "marketplane requests replay 4711",
    arguments: idArgument,
    options: {
      force: defineOption({
        description: "replay even a request that was refused because it was not authenticated as a marketplace's",
        schema: z.literal(true).optional(),
      }),
      ...clientOptions,
    },
    async handler({ id, force, url, json }) {
      const query = { force: force && "true" };
      const result = await operatorClient(environment, url)(`${pathOf(id)}/replay`, { method: "POST", query });
      const { status, answer } = Replay.parse(result);
      print(environment, result, { json, toText: () => `${status}\n${answer}\n` });
    },
  });
}

function pathOf(id: string): string {
  return `/api/v1/requests/${encodeURIComponent(id)}`;
}

function toTable(requests: readonly z.output<typeof Summary>[]): string {
  const rows = requests.map(({ id, at, method, path, status, durationMs, route }) => [
    id,
    at,
    method,
    String(status),
    `${durationMs.toFixed(1)} ms`,
    route === null ? `${path} (no route)` : path,
  ]);
  return toColumns(["ID", "TIME", "METHOD", "STATUS", "TOOK", "PATH"], rows);
}

function toText({ at, method, path, headers, body, status, durationMs, answer }: z.output<typeof Request>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const question = [`${method} ${path}`, ...lines, "", body ?? "(no body kept)"];
  const took = `${status} after ${durationMs.toFixed(1)} ms`;
  return [at, "", ...question, "", took, "", answer ?? "(no body)", ""].join("\n");
}
