import { definitionTypeOf } from "@marketplane/providers/engine-types.ts";
import { findKind } from "@marketplane/providers/vendors.ts";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { RunStep, StepProperty } from "../../../core/model/run-record.ts";
import { propertyChanges, secretText } from "../../drift/property-changes.ts";
import { parsePropertyPath } from "../../drift/property-path.ts";
import { holdsSecret, nameOf } from "../../drift/stack-state.ts";

type Metadata = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];
type Inputs = Readonly<Record<string, unknown>>;

/** The engine reports a replacement as several steps; only the one that creates the new object is kept. */
const operations: Readonly<Record<string, RunStep["operation"]>> = {
  create: "create",
  update: "update",
  delete: "delete",
  "create-replacement": "replace",
};

/**
 * The step that an engine event reports for a resource; undefined for other events. A property's values are
 * kept only if it is an input that is neither encrypted in the state nor secret by the resource's definition.
 * Of every other changed property, only the path is kept.
 */
export function toRunStep({ resOutputsEvent, resOpFailedEvent }: EngineEvent): RunStep | undefined {
  const metadata = (resOutputsEvent ?? resOpFailedEvent)?.metadata;
  const operation = metadata && operations[metadata.op];
  const type = metadata && definitionTypeOf(metadata.type);
  // Components and providers are no objects of a vendor.
  if (metadata === undefined || operation === undefined || type === undefined) {
    return undefined;
  }
  const { urn } = metadata;
  const isChange = operation === "update" || operation === "replace";
  return {
    tenantId: tenantOfUrn(urn) ?? null,
    type,
    name: nameOf(urn),
    operation,
    isFailed: resOpFailedEvent !== undefined,
    properties: isChange ? changedProperties(metadata) : [],
  };
}

function changedProperties(metadata: Metadata): StepProperty[] {
  const kind = findKind(metadata.type);
  const [before, after] = [inputsOf(metadata.old), inputsOf(metadata.new)];
  const isHidden = (name: string) =>
    kind === undefined || [before[name], after[name]].some((value) => holdsSecret(value) || kind.isSecret(name, value));
  const changes = propertyChanges({ desired: after, observed: before }, [], ({ path }) => isHidden(path[0] ?? "")).map(
    (change) => ({
      path: change.path,
      before: toText(change.observed),
      after: toText(change.desired),
    }),
  );
  // A secret is masked on both sides, and what differs from the vendor's object may not be an input. Keep
  // only the names of such properties.
  const known = new Set(changes.map(({ path }) => parsePropertyPath(path)[0]));
  const named = (metadata.diffs ?? []).filter((name) => !known.has(parsePropertyPath(name)[0]));
  return [...changes, ...named.map((path) => ({ path, before: hidden, after: hidden }))];
}

const hidden = JSON.stringify(secretText);

function inputsOf(state: Metadata["new"]): Inputs {
  const { __provider: _line, ...inputs }: Inputs = state?.inputs ?? {};
  return inputs;
}

function toText(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
