import { z } from "zod";

const Step = z.object({
  op: z.string(),
  urn: z.string(),
  diffReasons: z.array(z.string()).nullish(),
  replaceReasons: z.array(z.string()).nullish(),
});
const Digest = z.object({
  steps: z.array(Step).nullish(),
  diagnostics: z.array(z.object({ message: z.string(), severity: z.string(), urn: z.string().optional() })).nullish(),
  changeSummary: z.record(z.string(), z.number()).nullish(),
});

/** What the engine would do to one resource. */
export interface PreviewedChange {
  readonly op: string;
  /** The type as the engine writes it, such as pulumi-nodejs:cloudflare:CustomHostname. */
  readonly type: string;
  readonly name: string;
  /** The inputs that differ. */
  readonly properties: readonly string[];
}

/** What an update of a stack would do. */
export interface PreviewedStack {
  readonly name: string;
  /** Resources by what would become of them: create, update, same, delete, … */
  readonly changes: Readonly<Record<string, number>>;
  /** Everything that would not stay as it is. */
  readonly steps: readonly PreviewedChange[];
  /** Resources that are there before. */
  readonly present: number;
  /** Names of those that would be deleted, or replaced, which is a deletion to whoever uses them. */
  readonly deleted: readonly string[];
  readonly tenantsPresent: number;
  /** Ids of the tenants that would be gone. */
  readonly tenantsDeleted: readonly string[];
  /** What the engine and the program complained of. */
  readonly errors: readonly string[];
}

const tenantType = "marketplane:index:Tenant";
const unchanging = new Set(["same", "read", "refresh"]);
/** A replacement is one step for the old object and one for the new beside the step "replace". */
const partsOfReplace = new Set(["create-replacement", "delete-replaced", "discard-replaced"]);
const newOps = new Set(["create", "import", "create-replacement", "read"]);

/**
 * Reads what `pulumi preview --json` prints. `tenantsDeclared` is the number of tenants in the stack's files, if
 * that is known; otherwise the digest's own, which leaves out the ones that stay as they are.
 */
export function parsePreviewDigest(name: string, text: string, tenantsDeclared?: number): PreviewedStack {
  const digest = Digest.parse(JSON.parse(text));
  const changes = digest.changeSummary ?? {};
  const steps = (digest.steps ?? [])
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
    deleted: steps.filter(({ op }) => op === "delete" || op === "replace").map((step) => step.name),
    tenantsPresent: (tenantsDeclared ?? tenants.length - gone.length) - come + gone.length,
    tenantsDeleted: gone,
    errors: (digest.diagnostics ?? [])
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => message.replace(/^error: /, "").trim()),
  };
}

function toChange({ op, urn, diffReasons, replaceReasons }: z.infer<typeof Step>): PreviewedChange {
  const [, , types = "", name = urn] = urn.split("::");
  const properties = [...new Set([...(replaceReasons ?? []), ...(diffReasons ?? [])])];
  return { op, type: types.split("$").at(-1) ?? types, name, properties };
}
