import { complaintOf, plainMessage, readEngineEvent } from "../../../../engine/engine-output.ts";
import { runPreview } from "../../../../engine/run-preview.ts";
import { type EngineCall, runPulumi } from "../../../../engine/run-pulumi.ts";
import { PlannedChange } from "../../../core/model/remediation.ts";
import { nameOf } from "../stack-state.ts";

/** On Linux, a process's arguments can take 2 MB, and a URN takes some hundred bytes. */
const targetsMax = 5_000;

/** Previews a refresh and update of these resources and no others. Changes nothing. */
export async function previewTargets(
  stack: string,
  urns: readonly string[],
  call: EngineCall,
): Promise<PlannedChange[]> {
  if (urns.length > targetsMax) {
    throw new Error(
      `${urns.length} resources are too many for one targeted update (at most ${targetsMax}): use pulumi up --refresh`,
    );
  }
  const { preview, errors } = await runPreview(targeted(stack, urns), call);
  if (preview === undefined) {
    throw new Error(`the preview failed: ${errors.map(onOneLine).join("; ")}`);
  }
  const { steps } = preview;
  const replaced = new Set(steps.filter(({ op }) => op === "replace").map(({ urn }) => urn));
  const changes = steps.flatMap(({ op, urn, diffReasons }) => {
    // An old object left by an earlier update is deleted without a replacement.
    const operation = op === "delete-replaced" && !replaced.has(urn) ? "delete" : op;
    const change = { stack, urn, name: nameOf(urn), operation, properties: diffReasons };
    return PlannedChange.safeParse(change).data ?? [];
  });
  const others = changes.filter(({ urn }) => !urns.includes(urn));
  if (others.length > 0) {
    // `--target` treats an asterisk in a URN as a wildcard.
    throw new Error(`the engine would also ${listOf(others)}, which did not drift: use pulumi up --refresh`);
  }
  return changes;
}

/** Errors of an update. */
export interface UpdateErrors {
  /** Errors of single resources, by URN. */
  readonly byUrn: ReadonlyMap<string, string>;
  /** The error that stopped the whole update. */
  readonly general: string | undefined;
}

/** Refreshes and updates these resources and no others. A resource that fails does not stop the others. */
export async function updateTargets(stack: string, urns: readonly string[], call: EngineCall): Promise<UpdateErrors> {
  const byUrn = new Map<string, string>();
  const others: string[] = [];
  const args = ["up", "--yes", "--skip-preview", "--continue-on-error", "--json", ...targeted(stack, urns)];
  const onLine = (line: string): void => {
    const event = readEngineEvent(line)?.diagnosticEvent;
    if (event?.severity !== "error") {
      return;
    }
    const message = onOneLine(event.message);
    if (event.urn !== undefined && urns.includes(event.urn)) {
      byUrn.set(event.urn, [byUrn.get(event.urn), message].filter(Boolean).join("; "));
    } else {
      others.push(message);
    }
  };
  const end = await runPulumi(args, call, { onLine });
  // The engine reports the update as failed, too, if one resource failed.
  const isWhole = end.exitCode !== 0 && byUrn.size === 0;
  return { byUrn, general: isWhole ? others.join("; ") || onOneLine(complaintOf(end)) : undefined };
}

/** Refreshes first: an update compares with the state, which does not show the drift yet. */
function targeted(stack: string, urns: readonly string[]): string[] {
  return ["--refresh", "--stack", stack, ...urns.flatMap((urn) => ["--target", urn])];
}

function listOf(changes: readonly PlannedChange[]): string {
  return changes.map(({ operation, name }) => `${operation} ${name}`).join(", ");
}

/** An engine error on one line. */
function onOneLine(message: string): string {
  return plainMessage(message).replaceAll(/\s+/g, " ");
}
