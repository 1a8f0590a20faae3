import { z } from "zod";

/** Relays between marketplace and provider. It may answer in the provider's place or change messages. */
export type Relay = (request: Request, forward: (request: Request) => Promise<Response>) => Promise<Response>;

/** A provider with one flaw, and the check that must find it. */
export interface Mutant {
  readonly id: string;
  readonly flaw: string;
  /** Further checks that always find it too. */
  readonly also?: readonly string[];
  readonly severity?: "fail" | "warning";
  readonly relay?: Relay;
}

const Body = z.record(z.string(), z.unknown()).catch({});
type Body = z.infer<typeof Body>;

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers });

/** The JSON body of a message, or an empty object if it has none. The message stays readable. */
export async function bodyOf(message: Request | Response): Promise<Body> {
  const text = await message.clone().text();
  try {
    return Body.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Changes the answers of successful calls with this method. */
export function answering(method: string, change: (body: Body) => unknown): Relay {
  return async (request, forward) => {
    const response = await forward(request);
    if (request.method !== method || !response.ok) {
      return response;
    }
    return json(change(await bodyOf(response)), response.status);
  };
}

/** Answers in the provider's place if `answer` returns an answer. */
export function insteadWhere(answer: (request: Request) => Promise<Response | undefined>): Relay {
  return async (request, forward) => (await answer(request)) ?? forward(request);
}

/** Changes every answer for which `change` returns another one. */
export function afterwards(change: (response: Response, request: Request) => Promise<Response | undefined>): Relay {
  return async (request, forward) => {
    const kept = request.clone();
    const response = await forward(request);
    return (await change(response, kept)) ?? response;
  };
}
