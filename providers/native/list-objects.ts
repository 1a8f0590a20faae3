import { type ServerWritableStream, status } from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { checkSchema } from "../schema-problems.ts";
import type { Settings } from "../settings.ts";
import { containsUnknown } from "../unknown.ts";
import { connectVendor } from "./connect-vendor.ts";
import { findResource } from "./find-by-token.ts";
import { decodeProperties } from "./property-values.ts";
import { RequestError } from "./service-error.ts";
import { fromStruct } from "./struct.ts";

type ListCall = ServerWritableStream<providerProto.ListRequest, providerProto.ListResponse>;

/**
 * Streams ids and names of every object of a type. A page ends with the position of the next one as its
 * token.
 */
export async function listObjects(call: ListCall, settings: Settings): Promise<void> {
  const { request } = call;
  const { values } = decodeProperties(fromStruct(request.getQuery()));
  const objects = await openList(request.getToken(), values, settings);
  if (containsUnknown(values)) {
    const response = new providerProto.ListResponse();
    response.setComputed(new providerProto.ListResponse.Computed());
    call.write(response);
    return;
  }
  const first = Number(request.getContinuationToken() || 0);
  const last = Math.min(boundOf(request.getLimit()), first + boundOf(request.getPageSize()));
  let position = 0;
  for await (const { id, name } of objects()) {
    if (call.cancelled) {
      return;
    }
    if (position >= last) {
      if (last < boundOf(request.getLimit())) {
        call.write(toContinuation(position));
      }
      return;
    }
    if (position >= first) {
      call.write(toResult(id, name));
    }
    position += 1;
  }
}

async function openList(type: string, query: Readonly<Record<string, unknown>>, settings: Settings) {
  const {
    vendor,
    found: { definition, whyNotAdopted },
  } = await findResource(type);
  if (whyNotAdopted !== undefined) {
    throw new RequestError(status.UNIMPLEMENTED, `${type} cannot be listed: ${whyNotAdopted}`);
  }
  const isUnknown = containsUnknown(query);
  const { data, problems = [] } = checkSchema(vendor.listInputs, query);
  if (problems.length > 0 && !isUnknown) {
    const texts = problems.map(({ path, what }) => `${path.map(String).join(".")} ${what}`);
    throw new RequestError(status.INVALID_ARGUMENT, `${type} cannot be listed: ${texts.join("; ")}`);
  }
  return () => connectVendor(vendor, settings).list(definition.type, data ?? {});
}

/** A limit below one means none. */
function boundOf(limit: number): number {
  return limit < 1 ? Number.POSITIVE_INFINITY : limit;
}

function toResult(id: string, name: string) {
  const result = new providerProto.ListResponse.Result();
  result.setId(id);
  result.setName(name);
  const response = new providerProto.ListResponse();
  response.setResult(result);
  return response;
}

function toContinuation(position: number) {
  const continuation = new providerProto.ListResponse.Continuation();
  continuation.setContinuationToken(String(position));
  const response = new providerProto.ListResponse();
  response.setContinuation(continuation);
  return response;
}
