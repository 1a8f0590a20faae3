import type { Environment } from "../../core/config/resolve-references.ts";

/** What every command gets from its process. Signals are handled by stop-signals.ts. */
export interface CommandEnvironment {
  /** Variables of the environment, for the engine and other child processes. */
  readonly env: NodeJS.ProcessEnv;
  /** One variable of the environment. */
  readonly variable: Environment;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  now(): Date;
}

/** This process with these variables. */
export function commandEnvironment(env: NodeJS.ProcessEnv): CommandEnvironment {
  const { stdin, stdout, stderr } = process;
  return { env, variable: (name) => env[name], stdin, stdout, stderr, now: () => new Date() };
}

/** Prints a command's result: one line of JSON, or text for people. */
export function print<Result>(
  { stdout }: Pick<CommandEnvironment, "stdout">,
  result: Result,
  { json, toText }: { readonly json: boolean; toText(result: Result): string },
): void {
  stdout.write(json ? `${JSON.stringify(result)}\n` : toText(result));
}
