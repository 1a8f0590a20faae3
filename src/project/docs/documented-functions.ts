import { engineTypeOf } from "@marketplane/providers/engine-types.ts";
import { functions, type RegisteredFunction } from "@marketplane/providers/vendors.ts";
import { schemaRows } from "./schema-rows.ts";
import { toTable } from "./to-table.ts";

/** The page of a data source, from the folder of the reference: cloudflare/get-zone.md. */
export function functionPageOf({ token }: Pick<RegisteredFunction, "token">): string {
  const [vendor = "", name = ""] = token.split(":");
  return `${vendor}/${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`;
}

/** Its name in a program: "cloudflare.getZone". */
export function functionNameOf({ token }: Pick<RegisteredFunction, "token">): string {
  return token.replace(":", ".");
}

/** The generated parts of a data source's page, by the name in their markers. */
export function functionParts(called: RegisteredFunction): Readonly<Record<string, string>> {
  return { facts: facts(called), inputs: inputs(called), outputs: outputs(called) };
}

/** The table of the index. */
export function functionIndex(): string {
  const rows = functions.map((called) => {
    const required = schemaRows(called.inputs).filter(({ isRequired }) => isRequired);
    const link = `[${functionNameOf(called)}](${functionPageOf(called)})`;
    return [link, required.map(({ name }) => name).join(", "), called.description];
  });
  return toTable(["data source", "required inputs", "what"], rows);
}

function facts({ token, description }: RegisteredFunction): string {
  return `${description}\n\n${toTable(["", ""], [["token", `\`${engineTypeOf(token, "native")}\``]])}`;
}

function inputs({ inputs: schema, secretInputs = [] }: RegisteredFunction): string {
  const rows = schemaRows(schema).map(({ name, type, isRequired, fallback, text }) => [
    `\`${name}\``,
    type,
    isRequired ? "required" : fallback === undefined ? "" : `\`${fallback}\``,
    secretInputs.includes(name) ? `${text} Secret.` : text,
  ]);
  return toTable(["input", "type", "default", "what"], rows);
}

function outputs({ outputs: schema, secretOutputs = [] }: RegisteredFunction): string {
  const rows = schemaRows(schema).map(({ name, type, isRequired, text }) => [
    `\`${name}\``,
    isRequired ? type : `${type}, or none`,
    secretOutputs.some((secret) => name === secret || name.startsWith(`${secret}[`)) ? "yes" : "",
    text,
  ]);
  return toTable(["output", "type", "secret", "what"], rows);
}
