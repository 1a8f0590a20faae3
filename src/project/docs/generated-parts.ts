import { readFileSync } from "node:fs";
import { join } from "node:path";
import { engineTypeOf } from "@marketplane/providers/engine-types.ts";
import { isSecretProperty } from "@marketplane/providers/secret-marks.ts";
import { functionIndex } from "./documented-functions.ts";
import { type DocumentedResource, documentedResources, nameOf, pageOf } from "./documented-resources.ts";
import { schemaRows } from "./schema-rows.ts";
import { toTable } from "./to-table.ts";

const reference = join(import.meta.dirname, "../../../docs/reference");

/** The generated parts of a resource's page, by the name in their markers. */
export function partsOf(resource: DocumentedResource): Readonly<Record<string, string>> {
  return { facts: facts(resource), inputs: inputs(resource), outputs: outputs(resource), changes: changes(resource) };
}

/** The generated part of the index. */
export function indexParts(): Readonly<Record<string, string>> {
  const rows = documentedResources.map((resource) => {
    const required = schemaRows(resource.inputs).filter(({ name, isRequired }) => isRequired && !name.includes("."));
    const what = firstSentence(readFileSync(join(reference, pageOf(resource)), "utf8"));
    return [`[${nameOf(resource)}](${pageOf(resource)})`, required.map(({ name }) => name).join(", "), what];
  });
  return { resources: toTable(["resource", "required inputs", "what"], rows), functions: functionIndex() };
}

/** The sentence below a page's title, on one line. */
function firstSentence(page: string): string {
  const [, paragraph = ""] = page.split("\n\n", 2);
  return /^.*?[.:](?= |$)/.exec(paragraph.replaceAll("\n", " "))?.[0].replace(/:$/, ".") ?? paragraph;
}

function facts({ type, module, importId }: DocumentedResource): string {
  const [vendor = "", className = ""] = type.split(":");
  return toTable(
    ["", ""],
    [
      ["in a program", `\`import { ${className} } from "@marketplane/providers/${vendor}";\``],
      ["type in the state", `\`${engineTypeOf(type, "dynamic")}\``],
      ["type of the native provider", `\`${engineTypeOf(type, "native")}\``],
      ["import id", importId ? `\`${importId.form}\`` : "none: it cannot be imported"],
      ["code in the state", `\`exports.handler=()=>require("@marketplane/providers/v1/${module}").handler;\``],
    ],
  );
}

export const secretWhenText = "Secret as a whole if it contains a secret.";

function inputs(resource: DocumentedResource): string {
  const rows = schemaRows(resource.inputs).map(({ name, type, isRequired, fallback, text }) => {
    const secrecy = resource.secretInputs?.includes(name)
      ? " Secret."
      : resource.secretWhen?.[name]
        ? ` ${secretWhenText}`
        : "";
    const whenLeftOut = isRequired ? "required" : fallback === undefined ? "" : `\`${fallback}\``;
    return [`\`${name}\``, type, whenLeftOut, `${text}${secrecy}`];
  });
  return toTable(["input", "type", "default", "what"], rows);
}

function outputs(resource: DocumentedResource): string {
  const rows = schemaRows(resource.outputs).map(({ name, type, isRequired, text }) => [
    `\`${name}\``,
    isRequired ? type : `${type}, or none`,
    isSecretProperty(resource, name, undefined) ? "yes" : "",
    text,
  ]);
  return `${toTable(["output", "type", "secret", "what"], rows)}\n\nAll inputs are also outputs.`;
}

function changes(resource: DocumentedResource): string {
  const { inputs: schema, replaceOn, createFirstOn = [], options = [], deleteBeforeReplace } = resource;
  // The class's own option overrides the provider's answer.
  const createFirst = deleteBeforeReplace
    ? "replace: deletes the old object first; with `deleteBeforeReplace: false`, creates the new one first"
    : "replace: creates the new object first";
  const names = Object.keys(schema.shape);
  const effects: readonly (readonly [string, readonly string[]])[] = [
    ["replace: deletes the old object first", replaceOn.filter((name) => !createFirstOn.includes(name))],
    [createFirst, createFirstOn],
    ["update", names.filter((name) => !replaceOn.includes(name) && !options.includes(name))],
    ["none at the vendor; not drift", options],
  ];
  const rows = effects.filter(([, members]) => members.length > 0);
  return toTable(
    ["change of", "effect"],
    rows.map(([effect, members]) => [members.map((name) => `\`${name}\``).join(", "), effect]),
  );
}
