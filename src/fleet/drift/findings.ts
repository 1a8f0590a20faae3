/** How a difference becomes a finding: its words, its severity by default and its fingerprint. */

import { createHash } from "node:crypto";
import type { UnmanagedText } from "@marketplane/providers/describe-resource.ts";
import { shorten } from "@marketplane/providers/shorten.ts";
import type { ChangedProperty, DriftKind, Finding, Severity } from "../../core/model/drift-report.ts";
import { shellQuoted } from "./shell-quoted.ts";
import type { StateResource, Undone } from "./stack-state.ts";

/** A resource of a stack, and the type under which people know it. */
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
    message: `${subject.resource.name}: ${property.path} is ${difference(property)}`,
    remedy: `pulumi up --refresh --target ${shellQuoted(subject.resource.urn)} makes it as declared; or declare what is there`,
    isRemediatedByUp: true,
  });
}

export function missingFinding(subject: Subject): Finding {
  return findingOf(subject, "missing", {
    message: `${subject.resource.name}: ${subject.type} ${subject.resource.id} is gone`,
    remedy: `pulumi up --refresh --target ${shellQuoted(subject.resource.urn)} makes it anew; or take its declaration away`,
    isRemediatedByUp: true,
  });
}

/** An update failed or was interrupted. Both objects of a half-made replacement are the stack's. */
export function incompleteFinding(subject: Subject, undone: Undone): Finding {
  const { name, id, urn } = subject.resource;
  const object = [subject.type, id].filter(Boolean).join(" ");
  const texts = {
    delete: `the former object ${object} was replaced or given up, and is not deleted yet`,
    replacement: `${object} was deleted for its replacement, and the new object was not made`,
    creating: `an update was interrupted while it created ${object}, which may exist at the vendor and is not in the state`,
    updating: `an update was interrupted while it changed ${object}`,
    deleting: `an update was interrupted while it deleted ${object}`,
    reading: `an update was interrupted while it read ${object}`,
    importing: `an update was interrupted while it imported ${object}`,
  } as const satisfies Record<Undone, string>;
  return findingOf(subject, "incomplete", {
    detail: undone === "delete" ? `${undone} ${id}` : undone,
    message: `${name}: ${texts[undone]}`,
    remedy:
      undone === "creating"
        ? "pulumi up takes over what it made; pulumi refresh --clear-pending-creates then ends the operation"
        : `pulumi up --target ${shellQuoted(urn)} finishes it`,
    // The engine keeps a pending create until a refresh clears it.
    isRemediatedByUp: undone !== "creating",
  });
}

export function degradedFinding(subject: Subject, problem: string, isRemediatedByUp: boolean): Finding {
  return findingOf(subject, "degraded", {
    message: `${subject.resource.name}: ${problem}`,
    remedy: isRemediatedByUp
      ? `pulumi up --refresh --target ${shellQuoted(subject.resource.urn)} has the vendor try again, once its cause is gone`
      : "nothing that can be declared ends this: see to its cause at the vendor or the customer",
    isRemediatedByUp,
  });
}

export function unverifiableFinding(subject: Subject): Finding {
  return findingOf(subject, "unverifiable", {
    message: `${subject.resource.name}: the vendor documents no call that tells whether this ${subject.type} is there`,
    remedy: "look at it on the vendor's website, if it matters",
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
    remedy: "marketplane adopt writes its declaration; or delete it at the vendor; or ignore it with a reason",
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
    // A declared object is identified by its URN: a replacement has another id but is the same object.
    fingerprint: fingerprintOf([kind, stack, resource.urn, about.property?.path ?? about.detail ?? ""]),
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
    ? "not the secret that is declared"
    : `${show(observed)}, declared is ${show(desired)}`;
}

const shownLengthMax = 120;

function show(value: unknown): string {
  if (value === null) {
    return "not set";
  }
  const text = JSON.stringify(value);
  return shorten(text, shownLengthMax);
}
