import { readFileSync } from "node:fs";
import { join } from "node:path";
import { engineTypeOf } from "@marketplane/providers/engine-types.ts";
import type { RegisteredFunction, RegisteredResource } from "@marketplane/providers/vendors.ts";
import { vendorNamed } from "@marketplane/providers/vendors.ts";
import { pageOf } from "../docs/documented-resources.ts";
import { secretWhenText } from "../docs/generated-parts.ts";
import { referenceFolder } from "../docs/reference-pages.ts";
import { capitalized, defaultOf, isRequired, type NamedTypes } from "./named-types.ts";
import type { ObjectSpec, PropertySpec, PropertySpecs } from "./specs.ts";

/** A resource of the package: all inputs are also outputs. */
export function resourceSpec(resource: RegisteredResource, types: NamedTypes) {
  const { definition, vendor, whyNotAdopted } = resource;
  const { type, inputs, outputs, replaceOn, secretInputs = [], secretOutputs = [], secretWhen = {} } = definition;
  const place = { module: vendor, name: nameIn(type) };
  const described = withSecretTexts(types.propertiesOf(inputs, place), Object.keys(secretWhen));
  const inputProperties = marked(described, secretInputs, "secret");
  const ownOutputs = marked(types.propertiesOf(outputs, place), secretOutputs, "secret");
  const always = Object.entries(inputs.shape).filter(
    ([, schema]) => isRequired(schema) || defaultOf(schema) !== undefined,
  );
  return {
    description: `${introductionOf(pageOf(definition))}${importText(definition)}`,
    properties: { ...marked(withoutDefaults(inputProperties), replaceOn, "replaceOnChanges"), ...ownOutputs },
    required: [...always.map(([name]) => name), ...(types.objectOf(outputs, place).required ?? [])],
    inputProperties: marked(inputProperties, replaceOn, "willReplaceOnChanges"),
    requiredInputs: Object.keys(inputs.shape).filter((name) => isRequired(inputs.shape[name])),
    ...(whyNotAdopted === undefined ? { listInputs: listInputsOf(vendor, types) } : {}),
    // A stack of dynamic resources moves to the native ones without a call.
    aliases: [{ type: engineTypeOf(type, "dynamic") }],
  };
}

/** A data source of the package. */
export function functionSpec(called: RegisteredFunction, types: NamedTypes) {
  const { token, vendor, description, inputs, outputs, secretInputs = [], secretOutputs = [] } = called;
  const place = { module: vendor, name: capitalized(nameIn(token)) };
  const withSecrets = (object: ObjectSpec, names: readonly string[]) => ({
    ...object,
    properties: marked(object.properties, names, "secret"),
  });
  return {
    description,
    inputs: withSecrets(types.objectOf(inputs, place), secretInputs),
    outputs: withSecrets(types.objectOf(outputs, place), secretOutputs),
  };
}

/** How to import an object, as on the pages of Pulumi's registry. */
function importText({ type, importId }: RegisteredResource["definition"]): string {
  const example = `$ pulumi import marketplane:${type} example "${importId?.form}"`;
  return importId ? `\n\n## Import\n\n\`\`\`sh\n${example}\n\`\`\`\n` : "";
}

function listInputsOf(vendor: RegisteredResource["vendor"], types: NamedTypes): ObjectSpec {
  return types.objectOf(vendorNamed(vendor).listInputs, { module: vendor, name: "List" });
}

function nameIn(token: string): string {
  return token.slice(token.indexOf(":") + 1);
}

type Mark = "secret" | "replaceOnChanges" | "willReplaceOnChanges";

/** The same properties with a mark on the named ones. */
export function marked(properties: PropertySpecs, names: readonly string[], mark: Mark): PropertySpecs {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      names.includes(name) ? { ...property, [mark]: true } : property,
    ]),
  );
}

/** The package schema has no mark for a value that is only sometimes secret. */
function withSecretTexts(properties: PropertySpecs, names: readonly string[]): PropertySpecs {
  const texts = names.map((name): [string, PropertySpec] => [
    name,
    { ...properties[name], description: `${properties[name]?.description ?? ""} ${secretWhenText}` },
  ]);
  return { ...properties, ...Object.fromEntries(texts) };
}

function withoutDefaults(properties: PropertySpecs): PropertySpecs {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { default: _default, ...property }]): [string, PropertySpec] => [
      name,
      property,
    ]),
  );
}

/** The paragraph below a page's title; the links of the reference have no target in an SDK. */
function introductionOf(page: string): string {
  const [, paragraph = ""] = readFileSync(join(referenceFolder, page), "utf8").split("\n\n", 2);
  return paragraph.replaceAll("\n", " ").replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1");
}
