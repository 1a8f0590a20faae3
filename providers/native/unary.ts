import type { handleUnaryCall, ServerUnaryCall } from "@grpc/grpc-js";
import { toServiceError } from "./service-error.ts";

/** Who calls: one connection of the engine, which it opens for each provider of a program. */
export interface Caller {
  readonly peer: string;
}

export function unary<Request, Response>(
  method: (request: Request, caller: Caller) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    method(call.request, callerOf(call)).then(
      (response) => callback(null, response),
      (error: unknown) => callback(toServiceError(error)),
    );
  };
}

export function callerOf(call: Pick<ServerUnaryCall<unknown, unknown>, "getPeer">): Caller {
  return { peer: call.getPeer() };
}
