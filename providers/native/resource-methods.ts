import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { errorText } from "../error-text.ts";
import { stoppedAfter } from "../http/stop-signal.ts";
import { toIncomplete } from "../incomplete-object.ts";
import type { Difference, Face, PropertyChange, ServedResource } from "./face.ts";
import type { Decoded } from "./property-values.ts";
import { IncompleteObjectError } from "./service-error.ts";
import type { Properties } from "./struct.ts";
import { type Caller, unary } from "./unary.ts";

/** A resource that leaves the state, with the address under which the engine keeps it. */
export interface LeavingObject {
  readonly urn: string;
  readonly id: string;
  readonly properties: Properties;
}

export interface ResourceMethodsOptions {
  /** The face of the caller. */
  readonly faceOf: (caller: Caller) => Face | Promise<Face>;
  /** Wraps every engine call that contacts a vendor. */
  readonly track: <Result>(caller: Caller, call: () => Promise<Result>) => Promise<Result>;
  /** Wraps the delete of an object. It may leave the object, which is then only removed from the state. */
  readonly remove?: (object: LeavingObject, remove: () => Promise<void>) => Promise<void>;
}

/**
 * The methods of the engine's provider protocol that concern resources, from our handlers. Protocol:
 * pulumi/provider.proto of the SDK.
 */
export function resourceMethods({
  faceOf,
  track,
  remove = (_object, call) => call(),
}: ResourceMethodsOptions): UntypedServiceImplementation {
  return {
    check: unary(async (request: providerProto.CheckRequest, caller) => {
      const face = await faceOf(caller);
      const [olds, news] = [face.decode(request.getOlds()), face.decode(request.getNews())];
      const resource = await face.find(request.getUrn(), [news, olds]);
      const { inputs, failures } = await redacting(resource, [olds, news], () => resource.check(olds, news));
      const response = new providerProto.CheckResponse();
      response.setInputs(resource.encode(inputs, news));
      response.setFailuresList(failures.map(toFailure));
      return response;
    }),

    diff: unary(async (request: providerProto.DiffRequest, caller) => {
      const face = await faceOf(caller);
      const [olds, news] = [face.decode(request.getOlds()), face.decode(request.getNews())];
      const oldInputs = face.decode(request.getOldInputs());
      const resource = await face.find(request.getUrn(), [news, olds]);
      const sides = { olds, oldInputs, news };
      return toDiffResponse(await redacting(resource, [olds, news], () => resource.diff(request.getId(), sides)));
    }),

    create: unary(async (request: providerProto.CreateRequest, caller) => {
      const face = await faceOf(caller);
      const inputs = face.decode(request.getProperties());
      const resource = await face.find(request.getUrn(), [inputs]);
      const response = new providerProto.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(resource.encode(resource.preview(inputs), inputs));
        return response;
      }
      const made = await redacting(resource, [inputs], () =>
        track(caller, () => stoppedAfter(request.getTimeout(), "create", () => resource.handler.create(inputs.values))),
      );
      response.setId(made.id);
      response.setProperties(resource.encode(made.outs, inputs));
      return response;
    }),

    read: unary(async (request: providerProto.ReadRequest, caller) => {
      const face = await faceOf(caller);
      const known = face.decode(request.getProperties());
      const inputs = face.decode(request.getInputs());
      const like = Object.keys(known.values).length > 0 ? known : inputs;
      const resource = await face.find(request.getUrn(), [like]);
      const read = () => resource.handler.read(request.getId(), like.values);
      const found = await redacting(resource, [like], () => track(caller, read));
      const response = new providerProto.ReadResponse();
      // Without an id the object is gone.
      response.setId(found.id ?? "");
      if (found.id !== undefined) {
        response.setProperties(resource.encode(found.props, like));
      }
      if (found.inputs) {
        response.setInputs(resource.encode(found.inputs, like));
      }
      return response;
    }),

    update: unary(async (request: providerProto.UpdateRequest, caller) => {
      const face = await faceOf(caller);
      const [olds, news] = [face.decode(request.getOlds()), face.decode(request.getNews())];
      const resource = await face.find(request.getUrn(), [news]);
      const response = new providerProto.UpdateResponse();
      if (request.getPreview()) {
        response.setProperties(resource.encode(resource.preview(news, olds), news));
        return response;
      }
      const update = () =>
        stoppedAfter(request.getTimeout(), "update", () =>
          resource.handler.update(request.getId(), olds.values, news.values),
        );
      const { outs } = await redacting(resource, [news, olds], () => track(caller, update));
      response.setProperties(resource.encode(outs, news));
      return response;
    }),

    delete: unary(async (request: providerProto.DeleteRequest, caller) => {
      const face = await faceOf(caller);
      const known = face.decode(request.getProperties());
      const [urn, id] = [request.getUrn(), request.getId()];
      const resource = await face.find(urn, [known]);
      const remaining = () =>
        stoppedAfter(request.getTimeout(), "delete", async () => resource.handler.delete(id, known.values));
      const leave = () => remove({ urn, id, properties: known.values }, remaining);
      await redacting(resource, [known], () => track(caller, leave));
      return new emptyProto.Empty();
    }),
  };
}

/**
 * Runs a handler's method. Its errors leave without the secrets of the request, and with an incomplete
 * object.
 */
async function redacting<Result>(
  resource: ServedResource,
  requests: readonly [Decoded, ...Decoded[]],
  method: () => Promise<Result>,
): Promise<Result> {
  try {
    return await method();
  } catch (error) {
    const message = resource.redact(errorText(error), requests);
    const incomplete = toIncomplete(error);
    if (incomplete === undefined) {
      throw new Error(message);
    }
    const { id, properties, reasons } = incomplete;
    throw new IncompleteObjectError(message, {
      id,
      properties: resource.encode(properties, requests[0]),
      reasons: reasons.map((reason) => resource.redact(reason, requests)),
    });
  }
}

export function toDiffResponse({ changes, replaces, deleteBeforeReplace, detail }: Difference) {
  const { DIFF_UNKNOWN, DIFF_NONE, DIFF_SOME } = providerProto.DiffResponse.DiffChanges;
  const response = new providerProto.DiffResponse();
  response.setChanges(changes === undefined ? DIFF_UNKNOWN : changes ? DIFF_SOME : DIFF_NONE);
  response.setReplacesList([...replaces]);
  response.setDeletebeforereplace(deleteBeforeReplace);
  if (detail) {
    response.setHasdetaileddiff(true);
    response.setDiffsList([...new Set([...detail.keys()].map((path) => /^[^.[]+/.exec(path)?.[0] ?? path))]);
    const map = response.getDetaileddiffMap();
    for (const [path, change] of detail) {
      map.set(path, toPropertyDiff(change));
    }
  }
  return response;
}

function toPropertyDiff({ kind, isReplacing }: PropertyChange) {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = providerProto.PropertyDiff.Kind;
  const kinds = {
    add: [ADD, ADD_REPLACE],
    delete: [DELETE, DELETE_REPLACE],
    update: [UPDATE, UPDATE_REPLACE],
  } as const;
  const diff = new providerProto.PropertyDiff();
  diff.setKind(kinds[kind][isReplacing ? 1 : 0]);
  return diff;
}

export function toFailure({ property, reason }: { readonly property: string; readonly reason: string }) {
  const failure = new providerProto.CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}
