import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { errorText } from "@marketplane/providers/error-text.ts";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { z } from "zod";

/**
 * The fields of a handler's error when the object exists but is incomplete (see
 * providers/resource-handler.ts).
 */
const Incomplete = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.json().optional()),
  reasons: z.array(z.string()),
});

/** The incomplete object of a handler's error; undefined if there is none. */
export function toIncomplete(error: unknown): z.infer<typeof Incomplete> | undefined {
  return Incomplete.safeParse(error instanceof Error ? { ...error } : undefined).data;
}

/**
 * Converts a handler's error for the engine. For an incomplete object it includes the object, so that the
 * engine keeps its id.
 */
export function toServiceError(error: unknown): ServiceError {
  const message = errorText(error);
  const metadata = new Metadata();
  const incomplete = toIncomplete(error);
  if (incomplete) {
    metadata.add("grpc-status-details-bin", Buffer.from(detailsOf(message, incomplete)));
  }
  return Object.assign(new Error(message), { code: status.UNKNOWN, details: message, metadata });
}

function detailsOf(message: string, { id, properties, reasons }: z.infer<typeof Incomplete>): Uint8Array {
  const failure = new providerProto.ErrorResourceInitFailed();
  failure.setId(id);
  failure.setProperties(structProto.Struct.fromJavaScript(withoutUndefined(properties)));
  failure.setReasonsList(reasons);
  const detail = new anyProto.Any();
  detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new statusProto.Status();
  answer.setCode(status.UNKNOWN);
  answer.setMessage(message);
  answer.addDetails(detail);
  return answer.serializeBinary();
}

function withoutUndefined(properties: z.infer<typeof Incomplete>["properties"]) {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
