import { type Clock, systemClock } from "@marketplane/providers/http/clock.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import { findResource } from "@marketplane/providers/vendors.ts";
import type { DriftReport } from "../../core/model/drift-report.ts";
import { applyPolicy } from "./apply-policy.ts";
import { assembleReport } from "./assemble-report.ts";
import { confirmFindings } from "./confirm-findings.ts";
import type { Locate } from "./declared-at.ts";
import { type DriftPolicy, noPolicy } from "./drift-policy.ts";
import type { OnProgress } from "./progress.ts";
import { readAgain, readStacks, type StackReading, statesOf } from "./read-stacks.ts";
import { type IncompleteResource, resolveResources } from "./resolve-resources.ts";
import { scanVendors } from "./scan-vendors.ts";
import type { StackSource } from "./stack-source.ts";
import type { StackState } from "./stack-state.ts";
import { VendorConnections } from "./vendor-connections.ts";

export interface DriftOptions {
  readonly stacks: readonly StackSource[];
  /** Its credentials and base URLs take precedence over those in the stacks, as in the engine. */
  readonly environment: Settings["environment"];
  /** Whether to search for objects that no stack owns; true by default. */
  readonly isUnmanagedWanted?: boolean | undefined;
  readonly policy?: DriftPolicy | undefined;
  /** Fingerprints of known findings. */
  readonly baseline?: ReadonlySet<string> | undefined;
  /** Where a resource of a stack is declared. */
  readonly locate?: Locate | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly clock?: Clock | undefined;
}

const notSearched = "skipped the search for unmanaged objects: a stack that may own them was not read";

/**
 * Compares stacks with the vendors and reports changed, missing, degraded and undeclared objects. It reads
 * states and vendors, and writes nothing. A failed read becomes an error in the report; it does not throw.
 */
export async function detectDrift(options: DriftOptions): Promise<DriftReport> {
  const { clock = systemClock, policy = noPolicy, onProgress = () => undefined, isUnmanagedWanted = true } = options;
  const readings = await readStacks(options.stacks, onProgress);
  const connections = new VendorConnections(clock);
  const resolvedStacks = new Map(
    statesOf(readings).map((state) => [state, resolveResources(state, options.environment, connections)] as const),
  );
  const resolved = [...resolvedStacks.values()].flatMap((stack) => stack.resolved);
  const unfinished = [...resolvedStacks.values()].flatMap((stack) => stack.unfinished);
  const owned = [...resolved, ...unfinished.flatMap((one) => one.resolved ?? [])];
  const scan = await scanVendors(resolved, {
    owned,
    isUnmanagedWanted: isUnmanagedWanted && isWhole(readings),
    onProgress,
  });
  const confirmed =
    policy.confirmAfterSeconds === undefined
      ? scan.observations
      : await confirmFindings(scan.observations, {
          owned,
          waitMs: policy.confirmAfterSeconds * 1000,
          clock,
          onProgress,
        });
  const found: Found[] = [
    ...confirmed.map(({ finding, resolved: { resource } }) => ({ finding, resource })),
    ...unfinished,
  ];
  const reread = await readAgain(readings, isInQuestionFor(found), onProgress);
  const findings = locate(withoutHeld(found, reread), reread, options.locate);
  return assembleReport({
    checkedAt: clock.now(),
    readings: reread,
    resolvedStacks,
    scan,
    judged: applyPolicy(findings, policy, options.baseline ?? new Set(), clock.now()),
    notes: isUnmanagedWanted && !isWhole(reread) ? [notSearched] : [],
  });
}

/** Objects of a stack that was not read would look unmanaged. */
function isWhole(readings: readonly StackReading[]): boolean {
  return readings.every(({ status }) => status === "read");
}

/** A finding and its resource. */
type Found = Pick<IncompleteResource, "finding" | "resource">;

function isInQuestionFor(observations: readonly Found[]): (state: StackState) => boolean {
  const stacks = new Set(observations.filter(canBeTransient).map(({ finding }) => finding.stack));
  // Any stack may have acquired the object since.
  return ({ name }) => stacks.has(null) || stacks.has(name);
}

/**
 * Whether an update could have caused the finding meanwhile. False for unreadable objects and for objects
 * that updates never create.
 */
function canBeTransient({ finding: { kind, type } }: Found): boolean {
  return kind !== "unverifiable" && !(kind === "unmanaged" && findResource(type)?.isNeverCreated);
}

function withoutHeld(observations: readonly Found[], readings: readonly StackReading[]): Found[] {
  const states = new Set(statesOf(readings).map(({ name }) => name));
  return observations.filter(({ finding: { stack } }) => (stack === null ? isWhole(readings) : states.has(stack)));
}

function locate(observations: readonly Found[], readings: readonly StackReading[], find: DriftOptions["locate"]) {
  const states = new Map(statesOf(readings).map((state) => [state.name, state]));
  return observations.map(({ finding, resource }) => {
    const state = finding.stack === null ? undefined : states.get(finding.stack);
    return { ...finding, location: (state && find?.(resource, state)) ?? null };
  });
}
