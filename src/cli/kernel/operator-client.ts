import { z } from "zod";
import type { CommandEnvironment } from "./command-environment.ts";
import { jsonOption } from "./common-options.ts";
import { defineOption } from "./define-command.ts";
import { EndpointUrl } from "./option-types.ts";

const Problem = z.object({ title: z.string(), detail: z.string().optional() });
const urlDefault = "http://127.0.0.1:8080";
const timeoutMs = 30_000;

/** Options of the commands that call a control plane. */
export const clientOptions = {
  url: defineOption({
    value: "<url>",
    description: `URL of the control plane (default: MARKETPLANE_URL, or ${urlDefault}); the token is read from MARKETPLANE_TOKEN`,
    schema: EndpointUrl.optional(),
  }),
  json: jsonOption,
};

interface Call {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the operators' API of a control plane; throws the API's own error text. */
export type OperatorClient = (path: string, call?: Call) => Promise<unknown>;

/** The control plane answered with an error. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function operatorClient({ variable }: CommandEnvironment, url: string | undefined): OperatorClient {
  const base = url ?? urlOf(variable) ?? urlDefault;
  const token = variable("MARKETPLANE_TOKEN");
  if (token === undefined) {
    throw new Error("MARKETPLANE_TOKEN is not set: create a token with `marketplane token create NAME --scope read`");
  }
  return async (path, { method = "GET", query = {}, body, headers } = {}) => {
    const target = new URL(path, base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) {
        target.searchParams.set(name, String(value));
      }
    }
    const response = await reach(target, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return readAnswer(response, target);
  };
}

function urlOf(variable: CommandEnvironment["variable"]): string | undefined {
  const text = variable("MARKETPLANE_URL");
  if (text === undefined) {
    return undefined;
  }
  const parsed = EndpointUrl.safeParse(text);
  if (!parsed.success) {
    throw new Error(`MARKETPLANE_URL ${parsed.error.issues[0]?.message}`);
  }
  return parsed.data;
}

async function reach(target: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(target, init);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`${target.origin} cannot be reached (${cause}): set the URL of the control plane with --url`, {
      cause: error,
    });
  }
}

async function readAnswer(response: Response, { origin }: URL): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) {
    return body;
  }
  const problem = Problem.safeParse(body);
  if (!problem.success) {
    throw new Error(`${origin} answered ${response.status}, but not in the format of a control plane`);
  }
  throw new ApiError(response.status, `${response.status} ${problem.data.title}: ${problem.data.detail ?? ""}`);
}
