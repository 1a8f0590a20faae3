import { status } from "@grpc/grpc-js";
import { IdFormError, type ImportTarget } from "../define-resource.ts";
import type { Handler, Properties, Resource } from "../describe-resource.ts";
import { errorText } from "../error-text.ts";
import { withoutUserParts } from "../http/redact.ts";
import { unknownValue } from "../unknown.ts";
import { RequestError } from "./service-error.ts";

export interface Imported {
  readonly handler: Handler;
  readonly resource: Resource;
}

/**
 * The object that an import names, checked before any call: the id's form, its parts by the inputs' rules,
 * and the account.
 */
export function toImportTarget(imported: Imported, id: string): Omit<ImportTarget<Properties>, "named"> {
  const { importId } = imported.resource.definition;
  if (!importId) {
    return { id };
  }
  const target = parse(imported, id, importId.parse);
  const { definition } = imported.resource;
  const others = Object.fromEntries(Object.keys(definition.inputs.shape).map((name) => [name, unknownValue]));
  const { failures } = imported.handler.validate({}, { ...others, ...target.named });
  const [failure] = failures;
  if (failure?.property === "") {
    throw new RequestError(status.FAILED_PRECONDITION, failure.reason);
  }
  if (failure) {
    throw new RequestError(status.INVALID_ARGUMENT, importText(imported, id, `${failure.property} ${failure.reason}`));
  }
  return target;
}

function parse(imported: Imported, id: string, parseId: (id: string) => ImportTarget<Properties>) {
  try {
    return parseId(id);
  } catch (error) {
    const reason = error instanceof IdFormError ? "" : errorText(error);
    throw new RequestError(status.INVALID_ARGUMENT, importText(imported, id, reason));
  }
}

/**
 * Explains a failed import of an object that the vendor does not describe completely, whose id lacks the part
 * that would.
 */
export function explainImport(imported: Imported, id: string, error: unknown): Error {
  const isIncomplete = imported.resource.definition.importId?.form.includes("=") && !id.includes("=");
  return isIncomplete || !(error instanceof Error) ? new Error(importText(imported, id, errorText(error))) : error;
}

function importText({ resource: { definition } }: Imported, id: string, reason: string): string {
  const shown = JSON.stringify(withoutUserParts(id));
  const form = definition.importId ? `, whose import id is ${definition.importId.form}` : "";
  return `${shown} cannot be imported as marketplane:${definition.type}${form}${reason === "" ? "" : `: ${reason}`}`;
}
