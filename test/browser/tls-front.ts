import { once } from "node:events";
import { connect } from "node:net";
import { createServer } from "node:tls";
import { onTestFinished } from "vitest";
import { createSelfSignedCertificate } from "../support/self-signed-certificate.ts";

/** Terminates https in front of a server until the current test ends. */
export interface TlsFront {
  readonly url: string;
  /** Where the server listens. */
  leadTo(url: string): void;
}

export async function startTlsFront(): Promise<TlsFront> {
  const { certificate: cert, key } = createSelfSignedCertificate("127.0.0.1");
  let port = 0;
  const server = createServer({ key, cert }, (socket) => {
    const inner = connect(port, "127.0.0.1");
    const end = () => {
      socket.destroy();
      inner.destroy();
    };
    for (const side of [socket, inner]) {
      side.on("error", end).on("close", end);
    }
    socket.pipe(inner).pipe(socket);
  });
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const own = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `https://127.0.0.1:${own}`,
    leadTo: (url) => {
      port = Number(new URL(url).port);
    },
  };
}
