import * as pulumi from "@pulumi/pulumi";
import { type Problem, problemText } from "./problems.ts";
import type { StackConfig } from "./stack-config.ts";

/** The configuration of the stack that the engine runs this program for. */
export function configOfRun(): StackConfig {
  const values = pulumi.runtime.allConfig();
  return { values, secretKeys: Object.keys(values).filter(isSecretSetting) };
}

/** The SDK knows which keys are secret, but its types omit the function. */
function isSecretSetting(key: string): boolean {
  const known: unknown = Reflect.get(pulumi.runtime, "isConfigSecret");
  return typeof known === "function" && Boolean(known(key));
}

/** Ends the program with all problems at once, before any resource is declared. */
export function failOn(problems: readonly Problem[]): void {
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  ${problemText(problem)}`);
    throw new pulumi.RunError(`the deployment has errors:\n${lines.join("\n")}`);
  }
}
