import { definitionTypeOf, nameOfUrn, typeOfUrn } from "@marketplane/providers/engine-types.ts";
import type { Preview, PreviewStep } from "../../../engine/run-preview.ts";

/** What the engine would do to one resource. */
export interface PreviewedChange {
  readonly op: string;
  /** The type as the definition writes it, such as cloudflare:CustomHostname; that of another provider as the engine does. */
  readonly type: string;
  readonly name: string;
  /** The inputs that differ. */
  readonly properties: readonly string[];
}

/** What an update of a stack would do. */
export interface PreviewedStack {
  readonly name: string;
  /** Resource counts by operation: create, update, same, delete, … */
  readonly changes: Readonly<Record<string, number>>;
  /** The steps that change something. */
  readonly steps: readonly PreviewedChange[];
  /** Number of resources before the update. */
  readonly present: number;
  /**
   * Names of the resources that would be deleted or replaced: a replacement also deletes an object in use.
   */
  readonly deleted: readonly string[];
  readonly tenantsPresent: number;
  /** Ids of the tenants that would be deleted. */
  readonly tenantsDeleted: readonly string[];
  /** Errors of the engine and the program. */
  readonly errors: readonly string[];
}

const tenantType = "marketplane:index:Tenant";
const unchanging = new Set(["same", "read", "refresh"]);
/** The steps for the old and the new object of a replacement, which also has a step "replace". */
const partsOfReplace = new Set(["create-replacement", "delete-replaced", "discard-replaced"]);
const newOps = new Set(["create", "import", "create-replacement", "read"]);

/**
 * Summarizes a stack's preview. `tenantsDeclared` is the number of tenants in the stack's files, if known.
 * Otherwise they are counted from the steps, which leave out unchanged tenants.
 */
export function summarizePreview(name: string, preview: Preview, tenantsDeclared?: number): PreviewedStack {
  const { changes, errors } = preview;
  const steps = preview.steps
    .filter(({ op }) => !unchanging.has(op) && !partsOfReplace.has(op))
    .map((step) => toChange(step));
  const tenants = steps.filter(({ type }) => type === tenantType);
  const gone = tenants.filter(({ op }) => op === "delete").map((tenant) => tenant.name);
  const come = tenants.filter(({ op }) => op === "create").length;
  return {
    name,
    changes,
    steps,
    present: Object.entries(changes).reduce((sum, [op, count]) => (newOps.has(op) ? sum : sum + count), 0),
    deleted: steps
      .filter(({ op, type }) => (op === "delete" || op === "replace") && !isProvider(type))
      .map((step) => step.name),
    tenantsPresent: (tenantsDeclared ?? tenants.length - gone.length) - come + gone.length,
    tenantsDeleted: gone,
    errors,
  };
}

/** No object of a vendor: one comes or goes when the resources move to the other provider. */
function isProvider(type: string): boolean {
  return type.startsWith("pulumi:providers:");
}

function toChange({ op, urn, diffReasons, replaceReasons }: PreviewStep): PreviewedChange {
  const properties = [...new Set([...replaceReasons, ...diffReasons])];
  return { op, type: definitionTypeOf(urn) ?? typeOfUrn(urn), name: nameOfUrn(urn) || urn, properties };
}
