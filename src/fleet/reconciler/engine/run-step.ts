import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { RunStep, StepProperty } from "../../../core/model/run-record.ts";
import { propertyChanges, secretText } from "../../drift/property-changes.ts";
import { parsePropertyPath } from "../../drift/property-path.ts";
import { findKind } from "../../drift/resource-kinds.ts";
import { holdsSecret, nameOf } from "../../drift/stack-state.ts";

type Metadata = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];
type Inputs = Readonly<Record<string, unknown>>;

/** A replacement is told in several steps, of which the one that makes the new object stands for all. */
const operations: Readonly<Record<string, RunStep["operation"]>> = {
  create: "create",
  update: "update",
  delete: "delete",
  "create-replacement": "replace",
};

/**
 * What an event of the engine says was done to a resource; undefined of events that say nothing of the kind.
 * A value is kept where it is an input that the state holds in clear and that the resource's definition calls
 * no secret; of every other property that changed, the path alone.
 */
export function toRunStep({ resOutputsEvent, resOpFailedEvent }: EngineEvent): RunStep | undefined {
  const metadata = (resOutputsEvent ?? resOpFailedEvent)?.metadata;
  const operation = metadata && operations[metadata.op];
  if (metadata === undefined || operation === undefined || !metadata.type.startsWith(ownTypes)) {
    return undefined;
  }
  const { urn, type } = metadata;
  const isChange = operation === "update" || operation === "replace";
  return {
    tenantId: tenantOfUrn(urn) ?? null,
    type: type.slice(ownTypes.length),
    name: nameOf(urn),
    operation,
    isFailed: resOpFailedEvent !== undefined,
    properties: isChange ? changedProperties(metadata) : [],
  };
}

/** How the engine calls our types; components and the providers themselves are no objects of a vendor's. */
const ownTypes = "pulumi-nodejs:";

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
  // A secret is blinded on both sides, and what differs from the vendor's object may be no input: their names
  // are all there is.
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
