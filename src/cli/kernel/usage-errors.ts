import type { Command } from "commander";

/** Exit code for a command or an option that does not exist. */
export const usageExitCode = 2;

const usageErrors = ["commander.unknownCommand", "commander.unknownOption", "commander.excessArguments"];

/** Ends the process with `usageExitCode` for a command or an option that does not exist, also in groups. */
export function withUsageExitCode<Given extends Command>(command: Given): Given {
  command.exitOverride(({ code, exitCode }) => process.exit(usageErrors.includes(code) ? usageExitCode : exitCode));
  for (const child of command.commands) {
    withUsageExitCode(child);
  }
  return command;
}
