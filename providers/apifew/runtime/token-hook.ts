import type { IncomingMessage } from "node:http";
import { requestTokenHeader } from "./request-token.ts";
import { type NodeResponse, onResponseEnd } from "./response-end.ts";
import type { TokenGate } from "./token-gate.ts";

/** The parts of fastify's request and reply that the hook uses. */
interface Request {
  readonly raw: IncomingMessage;
  /** The caller's address, as determined by fastify's `trustProxy`. */
  readonly ip: string;
}
interface Reply {
  readonly raw: NodeResponse;
  code(status: number): unknown;
  headers(headers: Readonly<Record<string, string>>): unknown;
  send(body: string): unknown;
}

/**
 * An onRequest hook for fastify: the routes that it covers serve only requests with a token. `callerOf`
 * identifies the sender of a request, by default by fastify's `ip`.
 *
 * @example
 * app.addHook("onRequest", tokenHook(gate));
 */
export function tokenHook(
  gate: Pick<TokenGate, "admit">,
  callerOf: (request: Request) => string | undefined = (request) => request.ip,
): (request: Request, reply: Reply) => Promise<unknown> {
  return async (request, reply) => {
    const admission = await gate.admit(request.raw.headers[requestTokenHeader], callerOf(request));
    if (admission.isAdmitted) {
      onResponseEnd(reply.raw, admission.settle);
      return undefined;
    }
    const { status, headers, body } = admission.refusal;
    reply.code(status);
    reply.headers(headers);
    reply.send(body);
    // A returned reply marks the request as answered for fastify.
    return reply;
  };
}
