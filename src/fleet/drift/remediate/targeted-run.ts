import { parseJson } from "@marketplane/providers/http/parse-json.ts";
import { z } from "zod";
import { type EngineCall, type EngineEnd, runPulumi } from "../../../../engine/run-pulumi.ts";
import { PlannedChange } from "../../../core/model/remediation.ts";
import { nameOf } from "../stack-state.ts";

const Digest = z.object({
  steps: z.array(z.object({ op: z.string(), urn: z.string(), diffReasons: z.array(z.string()).nullish() })).nullish(),
  diagnostics: z.array(z.object({ message: z.string(), severity: z.string() })).nullish(),
});

/** Arguments of a call may take two megabytes on Linux, and a URN some hundred bytes. */
const targetsMax = 5_000;

/** What an update of these resources alone would do, after a refresh of these alone; nothing is changed by asking. */
export async function previewTargets(
  stack: string,
  urns: readonly string[],
  call: EngineCall,
): Promise<PlannedChange[]> {
  if (urns.length > targetsMax) {
    throw new Error(`${urns.length} resources are too many for one update: pulumi up --refresh is for that`);
  }
  const end = await runPulumi(["preview", "--json", ...targeted(stack, urns)], call);
  const digest = end.stdout.trimStart().startsWith("{") ? Digest.parse(JSON.parse(end.stdout)) : undefined;
  if (end.exitCode !== 0 || digest === undefined) {
    const errors = (digest?.diagnostics ?? []).filter(({ severity }) => severity === "error");
    throw new Error(
      `the preview failed: ${errors.map(({ message }) => plain(message)).join("; ") || complaintOf(end)}`,
    );
  }
  const steps = digest.steps ?? [];
  const replaced = new Set(steps.filter(({ op }) => op === "replace").map(({ urn }) => urn));
  const changes = steps.flatMap(({ op, urn, diffReasons }) => {
    // What an earlier update has replaced and left to delete is deleted without a replacement.
    const operation = op === "delete-replaced" && !replaced.has(urn) ? "delete" : op;
    const change = { stack, urn, name: nameOf(urn), operation, properties: diffReasons ?? [] };
    return PlannedChange.safeParse(change).data ?? [];
  });
  const others = changes.filter(({ urn }) => !urns.includes(urn));
  if (others.length > 0) {
    // A name with an asterisk selects more than itself.
    throw new Error(`the engine would also ${listOf(others)}, which has not drifted: use pulumi up --refresh`);
  }
  return changes;
}

const Event = z.object({
  diagnosticEvent: z.object({ severity: z.string(), message: z.string(), urn: z.string().optional() }),
});

/** What an update complained of. */
export interface Complaints {
  /** What became of the resources that failed, by URN. */
  readonly byUrn: ReadonlyMap<string, string>;
  /** What stopped it as a whole. */
  readonly general: string | undefined;
}

/** Updates these resources alone, after a refresh of these alone. What fails leaves the others to be cured. */
export async function updateTargets(stack: string, urns: readonly string[], call: EngineCall): Promise<Complaints> {
  const byUrn = new Map<string, string>();
  const others: string[] = [];
  const args = ["up", "--yes", "--skip-preview", "--continue-on-error", "--json", ...targeted(stack, urns)];
  const onLine = (line: string): void => {
    const event = Event.safeParse(parseJson(line)).data?.diagnosticEvent;
    if (event?.severity !== "error") {
      return;
    }
    const message = plain(event.message);
    if (event.urn !== undefined && urns.includes(event.urn)) {
      byUrn.set(event.urn, [byUrn.get(event.urn), message].filter(Boolean).join("; "));
    } else {
      others.push(message);
    }
  };
  const end = await runPulumi(args, call, { onLine });
  // Beside a resource that failed, the engine says of the update that it failed.
  const isWhole = end.exitCode !== 0 && byUrn.size === 0;
  return { byUrn, general: isWhole ? others.join("; ") || complaintOf(end) : undefined };
}

/** The state learns what is there first: an update of what the state believes would find nothing to do. */
function targeted(stack: string, urns: readonly string[]): string[] {
  return ["--refresh", "--stack", stack, ...urns.flatMap((urn) => ["--target", urn])];
}

function listOf(changes: readonly PlannedChange[]): string {
  return changes.map(({ operation, name }) => `${operation} ${name}`).join(", ");
}

/** Without the engine's marks of colour, such as <{%reset%}>. */
function plain(message: string): string {
  return message
    .replaceAll(/<\{%[^%]*%\}>/g, "")
    .replace(/^error: /, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function complaintOf({ stderr, exitCode }: EngineEnd): string {
  // A backend's address may hold credentials.
  const safe = plain(stderr.replaceAll(/\b[a-z][a-z0-9+]*:\/\/\S+/g, "[address]"));
  return safe || `the engine ended with exit code ${exitCode} and gave no reason`;
}
