import { credentials } from "@grpc/grpc-js";
import { type Notice, printNotice } from "../notice.ts";

/**
 * Shows notices as warnings of the engine, which does not show what a plugin prints. Without an engine they
 * are printed.
 */
export function warnThrough(addressOf: () => string | undefined): (notice: Notice) => void {
  const senders = new Map<string, ReturnType<typeof connect>>();
  return (notice) => {
    const address = addressOf();
    if (address === undefined) {
      printNotice(notice);
      return;
    }
    const sender = senders.get(address) ?? connect(address);
    senders.set(address, sender);
    sender.then((send) => send(notice)).catch(() => printNotice(notice));
  };
}

/** The messages of the engine's service are loaded with the first notice. */
async function connect(address: string): Promise<(notice: Notice) => Promise<void>> {
  const [{ EngineClient }, { default: engineProto }] = await Promise.all([
    import("@pulumi/pulumi/proto/engine_grpc_pb.js"),
    import("@pulumi/pulumi/proto/engine_pb.js"),
  ]);
  const client = new EngineClient(address, credentials.createInsecure());
  return ({ message, urn = "" }) => {
    const request = new engineProto.LogRequest();
    request.setSeverity(engineProto.LogSeverity.WARNING);
    request.setMessage(message);
    request.setUrn(urn);
    return new Promise((resolve, reject) => {
      client.log(request, (error) => (error ? reject(error) : resolve()));
    });
  };
}
