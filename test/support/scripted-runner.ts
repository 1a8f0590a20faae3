import type { StackRun, StackRunner } from "../../src/fleet/reconciler/engine/stack-runner.ts";
import { resourceKey } from "../../stacks/tenant-of-urn.ts";
import { recordedProgram } from "./model-stack-runner.ts";

/** A call of the engine: its tenants, those that the program declares, and its options. */
export interface EngineCall {
  readonly stack: string;
  readonly targets: readonly string[];
  readonly declared: readonly string[];
  readonly isRefreshed: boolean;
  readonly isCheckpointed: boolean;
}

export interface Script {
  /** Tenants whose resources the vendors refuse, with the message. */
  readonly failing: Map<string, string>;
  /** Whether the engine is killed in its next call. */
  isKilled: boolean;
}

/** A fake engine that creates what a program declares without a vendor, and records every call. */
export class ScriptedRunner implements StackRunner {
  readonly calls: EngineCall[] = [];
  readonly moves: [tenants: readonly string[], from: string, to: string][] = [];
  readonly recovered: string[] = [];
  readonly script: Script = { failing: new Map(), isKilled: false };

  async up(
    stack: string,
    program: Parameters<StackRunner["up"]>[1],
    options: Parameters<StackRunner["up"]>[2],
  ): Promise<StackRun> {
    const resources = await recordedProgram(program);
    const ownerOf = (name: string) => name.split("-")[0] ?? "";
    const declared = [...new Set(resources.map(({ name }) => ownerOf(name)))].filter((id) =>
      options.targets.includes(id),
    );
    const { targets, isRefreshed = false, isCheckpointed } = options;
    this.calls.push({ stack, targets, declared, isRefreshed, isCheckpointed });
    const none = { changes: {}, steps: [], remarks: [], durationMs: 1 };
    if (this.script.isKilled) {
      this.script.isKilled = false;
      const failures = [{ urn: undefined, message: "killed" }];
      return { ...none, isSuccess: false, isComplete: false, failures, reports: new Map() };
    }
    const failures = targets.flatMap((id) => {
      const message = this.script.failing.get(id);
      return message === undefined ? [] : [{ urn: urnOf(stack, id), message }];
    });
    const made = resources.filter(({ name }) => !this.script.failing.has(ownerOf(name)));
    const reports = new Map(
      made.map(({ type, name }) => [resourceKey(`pulumi-nodejs:${type}`, name), "made" as const]),
    );
    return { ...none, isSuccess: failures.length === 0, isComplete: true, failures, reports };
  }

  move(components: readonly string[], from: string, to: string): Promise<void> {
    this.moves.push([components, from, to]);
    return Promise.resolve();
  }

  recover(stack: string): Promise<void> {
    this.recovered.push(stack);
    return Promise.resolve();
  }
}

function urnOf(stack: string, id: string): string {
  return `urn:pulumi:${stack}::marketplane::marketplane:index:Tenant$pulumi-nodejs:apifew:User::${id}-owner`;
}
