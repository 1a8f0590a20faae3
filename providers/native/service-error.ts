import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import errorsProto from "@pulumi/pulumi/proto/errors_pb.js";
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

/** Inputs that break rules, each on its property. */
export class InputPropertiesError extends Error {
  readonly problems: readonly { readonly property: string; readonly reason: string }[];

  constructor(message: string, problems: InputPropertiesError["problems"]) {
    super(message);
    this.name = "InputPropertiesError";
    this.problems = problems;
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
  const details = detailsOf(error);
  if (details) {
    metadata.add("grpc-status-details-bin", Buffer.from(toStatus(message, codeOf(error), details)));
  }
  return Object.assign(new Error(message), { code: codeOf(error), details: message, metadata });
}

function codeOf(error: unknown): status {
  if (error instanceof InputPropertiesError) {
    return status.INVALID_ARGUMENT;
  }
  return error instanceof RequestError ? error.code : status.UNKNOWN;
}

/** What the engine reads of an error besides its message. */
function detailsOf(error: unknown): anyProto.Any | undefined {
  const detail = new anyProto.Any();
  if (error instanceof IncompleteObjectError) {
    const failure = new providerProto.ErrorResourceInitFailed();
    failure.setId(error.id);
    failure.setProperties(error.properties);
    failure.setReasonsList([...error.reasons]);
    detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    return detail;
  }
  if (error instanceof InputPropertiesError) {
    const failure = new errorsProto.InputPropertiesError();
    for (const { property, reason } of error.problems) {
      const problem = new errorsProto.InputPropertiesError.PropertyError();
      problem.setPropertyPath(property);
      problem.setReason(reason);
      failure.addErrors(problem);
    }
    detail.pack(failure.serializeBinary(), "pulumirpc.InputPropertiesError");
    return detail;
  }
  return undefined;
}

function toStatus(message: string, code: status, detail: anyProto.Any): Uint8Array {
  const answer = new statusProto.Status();
  answer.setCode(code);
  answer.setMessage(message);
  answer.addDetails(detail);
  return answer.serializeBinary();
}
