import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import { errorText } from "../error-text.ts";
import type { Struct } from "./struct.ts";

/** The object exists and is incomplete. The engine keeps its id and properties. */
export class IncompleteObjectError extends Error {
  readonly id: string;
  readonly properties: Struct;
  readonly reasons: readonly string[];

  constructor(message: string, object: Pick<IncompleteObjectError, "id" | "properties" | "reasons">) {
    super(message);
    this.name = "IncompleteObjectError";
    this.id = object.id;
    this.properties = object.properties;
    this.reasons = object.reasons;
  }
}

/** A request that cannot be served, with a code of the protocol. */
export class RequestError extends Error {
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.name = "RequestError";
    this.code = code;
  }
}

/** Converts an error for the engine. */
export function toServiceError(error: unknown): ServiceError {
  const message = errorText(error);
  const metadata = new Metadata();
  if (error instanceof IncompleteObjectError) {
    metadata.add("grpc-status-details-bin", Buffer.from(detailsOf(error)));
  }
  const code = error instanceof RequestError ? error.code : status.UNKNOWN;
  return Object.assign(new Error(message), { code, details: message, metadata });
}

function detailsOf({ message, id, properties, reasons }: IncompleteObjectError): Uint8Array {
  const failure = new providerProto.ErrorResourceInitFailed();
  failure.setId(id);
  failure.setProperties(properties);
  failure.setReasonsList([...reasons]);
  const detail = new anyProto.Any();
  detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new statusProto.Status();
  answer.setCode(status.UNKNOWN);
  answer.setMessage(message);
  answer.addDetails(detail);
  return answer.serializeBinary();
}
