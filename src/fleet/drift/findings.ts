/** Turns a difference into a finding: its message, default severity and fingerprint. */

import { createHash } from "node:crypto";
import type { UnmanagedText } from "@marketplane/providers/describe-resource.ts";
import { toDynamicName } from "@marketplane/providers/engine-types.ts";
import { shorten } from "@marketplane/providers/shorten.ts";
import type { ChangedProperty, DriftKind, Finding, Severity } from "../../core/model/drift-report.ts";
import { shellQuoted } from "./shell-quoted.ts";
import type { StateResource, Undone } from "./stack-state.ts";

/** A resource of a stack, with its public type name. */
export interface Subject {
  readonly stack: string;
  readonly type: string;
  readonly resource: Pick<StateResource, "urn" | "name" | "id">;
}

const defaultSeverity: Readonly<Record<DriftKind, Severity>> = {
  changed: "error",
  missing: "error",
  incomplete: "error",
  unmanaged: "warning",
  degraded: "warning",
  unverifiable: "note",
};

export function changedFinding(subject: Subject, property: ChangedProperty): Finding {
  return findingOf(subject, "changed", {
    property,
    message: `${subject.resource.name}: ${property.path} ${difference(property)}`,
    remedy: `pulumi up --refresh --target ${shellQuoted(subject.resource.urn)} restores the declared value; or declare the observed value`,
    isRemediatedByUp: true,
  });
}

export function missingFinding(subject: Subject): Finding {
  return findingOf(subject, "missing", {
    message: `${subject.resource.name}: ${subject.type} ${subject.resource.id} is gone`,
    remedy: `pulumi up --refresh --target ${shellQuoted(subject.resource.urn)} creates it again; or remove its declaration`,
    isRemediatedByUp: true,
  });
}

/**
 * An update failed or was interrupted. A replacement that was interrupted leaves two objects, and both belong
 * to the stack.
 */
export function incompleteFinding(subject: Subject, undone: Undone): Finding {
  const { name, id, urn } = subject.resource;
  const object = [subject.type, id].filter(Boolean).join(" ");
  const texts = {
    delete: `the old object ${object} was replaced or abandoned, and is not deleted yet`,
    replacement: `${object} was deleted for replacement, and the new object was not created`,
    creating: `an update was interrupted while creating ${object}, which may exist at the vendor but is not in the state`,
    updating: `an update was interrupted while changing ${object}`,
    deleting: `an update was interrupted while deleting ${object}`,
    reading: `an update was interrupted while reading ${object}`,
    importing: `an update was interrupted while importing ${object}`,
  } as const satisfies Record<Undone, string>;
  return findingOf(subject, "incomplete", {
    detail: undone === "delete" ? `${undone} ${id}` : undone,
    message: `${name}: ${texts[undone]}`,
    remedy:
      undone === "creating"
        ? "pulumi up adopts the object if it was created; then pulumi refresh --clear-pending-creates clears the operation"
        : `pulumi up --target ${shellQuoted(urn)} completes the operation`,
    // The engine keeps a pending create until a refresh clears it.
    isRemediatedByUp: undone !== "creating",
  });
}

export function degradedFinding(subject: Subject, problem: string, isRemediatedByUp: boolean): Finding {
  return findingOf(subject, "degraded", {
    message: `${subject.resource.name}: ${problem}`,
    remedy: isRemediatedByUp
      ? `pulumi up --refresh --target ${shellQuoted(subject.resource.urn)} makes the vendor retry; fix the cause first`
      : "no declaration can resolve this: fix the cause at the vendor or with the customer",
    isRemediatedByUp,
  });
}

export function unverifiableFinding(subject: Subject): Finding {
  return findingOf(subject, "unverifiable", {
    message: `${subject.resource.name}: the vendor documents no call to check whether this ${subject.type} exists`,
    remedy: "check it in the vendor's console if necessary",
    isRemediatedByUp: false,
  });
}

/** An object that no stack owns. */
export function unmanagedFinding(
  object: { readonly type: string; readonly id: string; readonly name: string },
  { message, isHarmless }: Pick<UnmanagedText, "message" | "isHarmless">,
): Finding {
  const { type, id, name } = object;
  return {
    fingerprint: fingerprintOf(["unmanaged", type, id]),
    kind: "unmanaged",
    severity: isHarmless ? "note" : defaultSeverity.unmanaged,
    message,
    remedy: "marketplane adopt generates its declaration; or delete it at the vendor; or add an ignore rule",
    stack: null,
    urn: null,
    type,
    name,
    id,
    property: null,
    isRemediatedByUp: false,
    location: null,
  };
}

function findingOf(
  { stack, type, resource }: Subject,
  kind: DriftKind,
  about: Pick<Finding, "message" | "remedy" | "isRemediatedByUp"> & {
    readonly property?: ChangedProperty;
    /** Distinguishes findings of the same kind on the same resource. */
    readonly detail?: string;
  },
): Finding {
  return {
    // A declared object is identified by its URN: a replacement has another id but is the same object. So is a
    // resource that moved to the other provider.
    fingerprint: fingerprintOf([kind, stack, toDynamicName(resource.urn), about.property?.path ?? about.detail ?? ""]),
    kind,
    severity: defaultSeverity[kind],
    message: about.message,
    remedy: about.remedy,
    stack,
    urn: resource.urn,
    type,
    name: resource.name,
    id: resource.id,
    property: about.property ?? null,
    isRemediatedByUp: about.isRemediatedByUp,
    location: null,
  };
}

const fingerprintLength = 32;

function fingerprintOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, fingerprintLength);
}

function difference({ isSecret, desired, observed }: ChangedProperty): string {
  return isSecret && desired !== null && observed !== null
    ? "differs from the declared secret"
    : `is ${show(observed)}, but ${desired === null ? "nothing" : show(desired)} is declared`;
}

const shownLengthMax = 120;

function show(value: unknown): string {
  if (value === null) {
    return "not set";
  }
  const text = JSON.stringify(value);
  return shorten(text, shownLengthMax);
}
