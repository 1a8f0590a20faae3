import type { IncomingMessage, ServerResponse } from "node:http";
import { requestTokenHeader } from "./request-token.ts";
import { onResponseEnd } from "./response-end.ts";
import type { TokenGate } from "./token-gate.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A listener for Node's HTTP server that serves only requests with a token. `callerOf` identifies the sender
 * of a request, by default by the remote address of the connection.
 *
 * @example
 * createServer(tokenListener(gate, (request, response) => response.end("report")));
 */
export function tokenListener(
  gate: Pick<TokenGate, "admit">,
  listener: Listener,
  callerOf: (request: IncomingMessage) => string | undefined = (request) => request.socket.remoteAddress,
): Listener {
  return (request, response) => {
    void serve(request, response);
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const admission = await gate.admit(request.headers[requestTokenHeader], callerOf(request));
    if (!admission.isAdmitted) {
      const { status, headers, body } = admission.refusal;
      response.writeHead(status, headers).end(body);
      return;
    }
    onResponseEnd(response, admission.settle);
    listener(request, response);
  }
}
