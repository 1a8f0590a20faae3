import type { EngineEvent, OpMap } from "@pulumi/pulumi/automation/index.js";

/** What the engine or a provider complained of: the resource's URN, none for the stack itself, and a message. */
export interface Failure {
  readonly urn: string | undefined;
  readonly message: string;
}

/** What matters of the events of one run of the engine. */
export class SeenEvents {
  #changes: OpMap = {};
  readonly #failures: Failure[] = [];
  #hasSummary = false;

  add({ diagnosticEvent, summaryEvent }: EngineEvent): void {
    if (diagnosticEvent?.severity === "error") {
      this.#failures.push({ urn: diagnosticEvent.urn || undefined, message: diagnosticEvent.message.trim() });
    }
    if (summaryEvent) {
      this.#changes = summaryEvent.resourceChanges ?? {};
      this.#hasSummary = true;
    }
  }

  /** True when the engine has come to the end of its work, whatever failed on the way. */
  get hasSummary(): boolean {
    return this.#hasSummary;
  }

  get changes(): Readonly<OpMap> {
    return this.#changes;
  }

  get failures(): readonly Failure[] {
    return this.#failures;
  }
}
