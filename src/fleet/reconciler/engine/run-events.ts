import type { EngineEvent, OpMap } from "@pulumi/pulumi/automation/index.js";
import { resourceKeyOf, tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { RunStep } from "../../../core/model/run-record.ts";
import { toRunStep } from "./run-step.ts";

/**
 * An error of the engine or a provider: its message and the URN of the resource; no URN for the stack itself.
 */
export interface Failure {
  readonly urn: string | undefined;
  readonly message: string;
}

/** Severities of diagnostics to keep. "debug" covers every call of the program. */
const remarked: readonly string[] = ["info", "info#err", "warning"];

/** What the engine reported about a declared resource. */
export type ResourceReport = "made" | "failed";

/** Operations after which the state has the resource as declared. */
const making: readonly string[] = ["same", "create", "update", "create-replacement", "replace", "import"];

/** Collects the relevant events of one engine run. */
export class RunEvents {
  #changes: OpMap = {};
  readonly #failures: Failure[] = [];
  readonly #steps: RunStep[] = [];
  readonly #remarks: string[] = [];
  readonly #reports = new Map<string, ResourceReport>();
  #hasSummary = false;

  add(event: EngineEvent): void {
    const { diagnosticEvent, summaryEvent } = event;
    if (diagnosticEvent?.severity === "error") {
      this.#failures.push({ urn: diagnosticEvent.urn || undefined, message: diagnosticEvent.message.trim() });
    } else if (diagnosticEvent && !diagnosticEvent.ephemeral && remarked.includes(diagnosticEvent.severity)) {
      this.#remarks.push(diagnosticEvent.message.trim());
    }
    this.#report(event);
    const step = toRunStep(event);
    if (step) {
      this.#steps.push(step);
    }
    if (summaryEvent) {
      this.#changes = summaryEvent.resourceChanges ?? {};
      this.#hasSummary = true;
    }
  }

  #report({ resOutputsEvent, resOpFailedEvent }: EngineEvent): void {
    if (resOpFailedEvent) {
      this.#reports.set(resourceKeyOf(resOpFailedEvent.metadata.urn), "failed");
    }
    if (!resOutputsEvent) {
      return;
    }
    const { op, urn } = resOutputsEvent.metadata;
    if (making.includes(op)) {
      this.#reports.set(resourceKeyOf(urn), "made");
    } else if (op === "delete") {
      this.#reports.delete(resourceKeyOf(urn));
    }
  }

  /** What the engine reported about each declared resource, by resourceKey. */
  get reports(): ReadonlyMap<string, ResourceReport> {
    return this.#reports;
  }

  /** True once the engine has finished, even if resources failed. */
  get hasSummary(): boolean {
    return this.#hasSummary;
  }

  get changes(): Readonly<OpMap> {
    return this.#changes;
  }

  /** The operations on resources, in order. */
  get steps(): readonly RunStep[] {
    return this.#steps;
  }

  /** Messages other than errors, such as warnings. */
  get remarks(): readonly string[] {
    return this.#remarks;
  }

  get failures(): readonly Failure[] {
    return this.#failures;
  }
}

/** A run's failures by the tenant that the resource belongs to. */
export function failuresByTenant({
  failures,
}: {
  readonly failures: readonly Failure[];
}): ReadonlyMap<string, readonly Failure[]> {
  const byTenant = new Map<string, Failure[]>();
  for (const failure of failures) {
    const id = tenantOfUrn(failure.urn);
    if (id !== undefined) {
      byTenant.set(id, [...(byTenant.get(id) ?? []), failure]);
    }
  }
  return byTenant;
}
