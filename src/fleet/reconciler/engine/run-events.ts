import type { EngineEvent, OpMap } from "@pulumi/pulumi/automation/index.js";
import { resourceKeyOf, tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { RunStep } from "../../../core/model/run-record.ts";
import { toRunStep } from "./run-step.ts";

/**
 * What the engine or a provider complained of: the resource's URN, none for the stack itself, and a message.
 */
export interface Failure {
  readonly urn: string | undefined;
  readonly message: string;
}

/** The engine also tells, as "debug", of every call that the program makes. */
const remarked: readonly string[] = ["info", "info#err", "warning"];

/** What the engine reported of a resource that the program declared. */
export type ResourceReport = "made" | "failed";

/** Operations after which the engine has the resource in the state as it was declared. */
const making: readonly string[] = ["same", "create", "update", "create-replacement", "replace", "import"];

/** What matters of the events of one run of the engine. */
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

  /** What the engine reported of each resource that the program declared, by resourceKey. */
  get reports(): ReadonlyMap<string, ResourceReport> {
    return this.#reports;
  }

  /** True when the engine has come to the end of its work, whatever failed on the way. */
  get hasSummary(): boolean {
    return this.#hasSummary;
  }

  get changes(): Readonly<OpMap> {
    return this.#changes;
  }

  /** What was done to each resource, in the order in which it was. */
  get steps(): readonly RunStep[] {
    return this.#steps;
  }

  /** What the engine or a provider said beside what failed, such as warnings. */
  get remarks(): readonly string[] {
    return this.#remarks;
  }

  get failures(): readonly Failure[] {
    return this.#failures;
  }
}

/** What a run complained of, by the tenant whose resource it was about. */
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
