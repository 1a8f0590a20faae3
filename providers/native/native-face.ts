import type { Handler, Resource } from "../describe-resource.ts";
import { typeOfUrn } from "../engine-types.ts";
import { redactor } from "../http/redact.ts";
import type { HandlerOptions } from "../resource-handler.ts";
import { unknownValue } from "../unknown.ts";
import { detailedDiff, toPropertyPath } from "./detailed-diff.ts";
import type { Difference, Face, ServedResource } from "./face.ts";
import { findResource } from "./find-by-token.ts";
import { explainImport, type Imported, toImportTarget } from "./import-target.ts";
import {
  type Decoded,
  decodeProperties,
  encodeProperties,
  type SecretPredicate,
  secretProperties,
  secretTexts,
} from "./property-values.ts";
import { fromStruct, type Properties, toStruct } from "./struct.ts";

/** Resources of the native provider, for one set of accounts. */
export function nativeFace(options: HandlerOptions): Face {
  const made = new Map<string, Promise<ServedResource>>();
  return {
    decode: (struct) => {
      // A state that the dynamic resource wrote still names its code.
      const { __provider, ...properties } = fromStruct(struct);
      return decodeProperties(properties);
    },
    find: (urn) => {
      const type = typeOfUrn(urn);
      const resource = made.get(type) ?? serve(type, options);
      made.set(type, resource);
      return resource;
    },
  };
}

async function serve(type: string, options: HandlerOptions): Promise<ServedResource> {
  const { found: resource } = await findResource(type);
  const handler = resource.createHandler(options);
  const isSecret: SecretPredicate = (property, value) => resource.isSecret(property, value);
  return {
    handler: { ...handler, read: (id, known = {}) => read({ handler, resource }, id, known) },
    check: async (olds, news) => check({ handler, isSecret }, olds, news),
    diff: (id, sides) => diff({ handler, resource }, id, sides),
    preview: (news, olds) => preview(resource, news.values, olds?.values),
    encode: (properties, { secrets }) => toStruct(encodeProperties(properties ?? {}, secrets, isSecret)),
    redact: (message, requests) => redactor(requests.flatMap((request) => secretTexts(request, isSecret)))(message),
  };
}

function check(
  { handler, isSecret }: { readonly handler: Handler; readonly isSecret: SecretPredicate },
  olds: Decoded,
  news: Decoded,
) {
  const { inputs, failures } = handler.validate(olds.values, news.values, secretProperties(news));
  const redact = redactor(secretTexts(news, isSecret));
  return {
    inputs,
    failures: failures.map(({ property, reason: given }) => {
      const reason = redact(given);
      // The engine prints the value of a top-level property that a failure names.
      const isShown = Object.hasOwn(news.values, property) && isSecret(property, news.values[property]);
      return isShown
        ? { property: "", reason: `${property} ${reason}` }
        : { property: toPropertyPath(property), reason };
    }),
  };
}

async function diff(
  { handler, resource }: { readonly handler: Handler; readonly resource: Resource },
  id: string,
  { olds, oldInputs, news }: { readonly olds: Decoded; readonly oldInputs: Decoded; readonly news: Decoded },
): Promise<Difference> {
  // No vendor returns the options, so the outputs of an import lack those that the program has declared
  // since.
  const options = (resource.definition.options ?? []).filter((name) => oldInputs.values[name] !== undefined);
  const known = { ...Object.fromEntries(options.map((name) => [name, oldInputs.values[name]])), ...olds.values };
  const answer = await handler.diff(id, known, news.values);
  const { changes = true, replaces = [], deleteBeforeReplace = false } = answer;
  const changed = resource.changed(known, news.values);
  const named = changed.length > 0 ? changed : replaces;
  return {
    changes,
    replaces,
    deleteBeforeReplace,
    ...(named.length > 0 && { detail: detailOf({ olds: known, news: news.values }, named, replaces) }),
  };
}

function detailOf(
  sides: { readonly olds: Properties; readonly news: Properties },
  named: readonly string[],
  replaces: readonly string[],
) {
  const detail = detailedDiff(sides, named, replaces);
  // An object that has to be made again although its inputs are as before.
  for (const property of replaces.filter((name) => ![...detail.keys()].some((path) => path.startsWith(name)))) {
    detail.set(property, { kind: "update", isReplacing: true });
  }
  return detail;
}

/**
 * The outputs are unknown, except those that no update changes. After a change of options, which causes no
 * call, all are known.
 */
function preview({ definition, changed }: Resource, news: Properties, olds: Properties = {}): Properties {
  const { options = [], outputs, stableOutputs = [] } = definition;
  const isUnchanged = Object.keys(olds).length > 0 && changed(olds, news).every((name) => options.includes(name));
  const previewed = (name: string) =>
    isUnchanged || (stableOutputs.includes(name) && olds[name] !== undefined) ? olds[name] : unknownValue;
  return { ...news, ...Object.fromEntries(Object.keys(outputs.shape).map((name) => [name, previewed(name)])) };
}

/**
 * After an import, the outputs get the inputs' defaults, so that a program without them previews no change.
 */
async function read(imported: Imported, id: string, known: Properties): ReturnType<Handler["read"]> {
  const { handler } = imported;
  if (Object.keys(known).length > 0) {
    return handler.read(id, known);
  }
  const target = toImportTarget(imported, id);
  const found = await handler.read(target.id, target.known ?? {}).catch((error: unknown) => {
    throw explainImport(imported, id, error);
  });
  if (found.inputs === undefined) {
    return found;
  }
  const plain = decodeProperties(found.inputs);
  const { inputs } = handler.validate({}, plain.values);
  return { ...found, props: { ...inputs, ...found.props } };
}
