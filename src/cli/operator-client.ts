import { z } from "zod";
import type { Environment } from "../core/config/resolve-references.ts";
import { EndpointUrl } from "./endpoint-url.ts";

const Problem = z.object({ title: z.string(), detail: z.string().optional() });
const urlDefault = "http://127.0.0.1:8080";
const timeoutMs = 30_000;

/** Flags and options of the commands that call a control plane. */
export const clientFlags = {
  "--url <url>": `the control plane (default: MARKETPLANE_URL, or ${urlDefault}); its token is read from MARKETPLANE_TOKEN`,
  "--json": "prints JSON",
};
export const clientOptions = {
  url: EndpointUrl.optional(),
  json: z.boolean().default(false),
};

interface Call {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the operators' API of a control plane; a refusal is thrown in the API's words. */
export type OperatorClient = (path: string, call?: Call) => Promise<unknown>;

export function operatorClient(environment: Environment, url: string | undefined): OperatorClient {
  const base = url ?? urlOf(environment) ?? urlDefault;
  const token = environment("MARKETPLANE_TOKEN");
  if (token === undefined) {
    throw new Error("MARKETPLANE_TOKEN is not set: make a token with `marketplane token create NAME --scope read`");
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

function urlOf(environment: Environment): string | undefined {
  const text = environment("MARKETPLANE_URL");
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
    throw new Error(`${target.origin} cannot be reached (${cause}): name the control plane with --url`, {
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
    throw new Error(`${origin} answered ${response.status}, and not as a control plane does`);
  }
  throw new Error(`${response.status} ${problem.data.title}: ${problem.data.detail ?? ""}`);
}
