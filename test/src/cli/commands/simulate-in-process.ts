import { type Command, CommanderError } from "commander";
import { expect, vi } from "vitest";
import { simulateCommand } from "../../../../src/cli/commands/simulate.ts";
import { commandEnvironment } from "../../../../src/cli/kernel/command-environment.ts";

/** Makes a command end with an error instead of this process's exit, and collects its error output. */
function tame(command: Command, complaints: string[]): void {
  command.exitOverride().configureOutput({ writeErr: (text) => complaints.push(text) });
  for (const child of command.commands) {
    tame(child, complaints);
  }
}

/**
 * Runs `marketplane simulate` in this process with these variables; its output must not contain a secret.
 */
export async function simulate(variables: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const [printed, complaints]: [string[], string[]] = [[], []];
  const command = simulateCommand(commandEnvironment(variables));
  tame(command, complaints);
  const exitCodeBefore = process.exitCode;
  process.exitCode = undefined;
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => printed.push(String(chunk)) > 0);
  let code: number;
  try {
    await command.parseAsync(args, { from: "user" });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    code = error.exitCode;
  } finally {
    write.mockRestore();
    process.exitCode = exitCodeBefore;
  }
  const [stdout, stderr] = [printed.join(""), complaints.join("")];
  const secrets = [...Object.values(variables), btoa(Object.values(variables).join(":"))];
  for (const secret of secrets.filter(({ length }) => length > 12)) {
    expect(stdout + stderr).not.toContain(secret);
  }
  return { code, stdout, stderr };
}
