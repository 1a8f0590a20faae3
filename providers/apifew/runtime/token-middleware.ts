import { requestTokenHeader } from "./request-token.ts";
import { type NodeResponse, onResponseEnd, statusOfAborted, statusOfBroken } from "./response-end.ts";
import type { TokenGate } from "./token-gate.ts";

/** The parts of hono's context that the middleware uses. */
interface Context {
  readonly req: { readonly raw: Request };
  readonly env: unknown;
  res: Response;
}

/**
 * A middleware for hono: the routes that it covers serve only requests with a token. Node's server reports
 * the end of a response; elsewhere it is the end of its body. `callerOf` identifies the sender of a request,
 * for example from a header set by a reverse proxy; by default the caller is unknown.
 *
 * @example
 * app.use("/api/*", tokenMiddleware(gate));
 */
export function tokenMiddleware(
  gate: Pick<TokenGate, "admit">,
  callerOf: (request: Request) => string | undefined = () => undefined,
) {
  return async (context: Context, next: () => Promise<void>): Promise<Response | undefined> => {
    const { raw } = context.req;
    const admission = await gate.admit(raw.headers.get(requestTokenHeader), callerOf(raw));
    if (!admission.isAdmitted) {
      const { status, headers, body } = admission.refusal;
      return new Response(body, { status, headers });
    }
    const outgoing = outgoingOf(context.env);
    if (outgoing !== undefined) {
      onResponseEnd(outgoing, admission.settle);
      await next();
      return undefined;
    }
    try {
      await next();
    } catch (error) {
      admission.settle(statusOfBroken);
      throw error;
    }
    context.res = settledAtEnd(context.res, raw.method, admission.settle);
    return undefined;
  };
}

/** Node's response, if @hono/node-server serves the request. */
function outgoingOf(env: unknown): NodeResponse | undefined {
  const outgoing: unknown = typeof env === "object" && env !== null ? Reflect.get(env, "outgoing") : undefined;
  return isNodeResponse(outgoing) ? outgoing : undefined;
}

function isNodeResponse(value: unknown): value is NodeResponse {
  return typeof value === "object" && value !== null && "statusCode" in value && "writableEnded" in value;
}

/** The same response, settled when its body has been read to the end or reading was aborted. */
function settledAtEnd(response: Response, method: string, settle: (statusCode: number) => void): Response {
  const { body, status } = response;
  if (body === null || method === "HEAD") {
    settle(status);
    return response;
  }
  const reader = body.getReader();
  const watched = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read();
        if (done) {
          settle(status);
          controller.close();
        } else {
          controller.enqueue(value);
        }
      } catch (error) {
        settle(statusOfBroken);
        controller.error(error);
      }
    },
    cancel: async (reason) => {
      settle(statusOfAborted);
      await reader.cancel(reason);
    },
  });
  return new Response(watched, response);
}
