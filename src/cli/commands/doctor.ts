import { styleText } from "node:util";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { examine } from "../../tools/doctor/examine.ts";
import type { Finding } from "../../tools/doctor/finding.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { configOption, jsonOption } from "../kernel/common-options.ts";
import { defineCommand } from "../kernel/define-command.ts";

const marks: Readonly<Record<Finding["status"], string>> = {
  ok: styleText("green", "ok     "),
  note: styleText("yellow", "note   "),
  problem: styleText("red", "PROBLEM"),
};

/** marketplane doctor: checks whether this machine can run a control plane; exits with 1 after a problem. */
export function doctorCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "doctor",
    description: "Check the machine, the configuration, the database and the vendors, and say what to fix",
    example: "marketplane doctor --config marketplane.yaml",
    exitCodes: { 0: "ready", 1: "a problem was found" },
    options: { config: configOption, json: jsonOption },
    async handler({ config, json }) {
      const log = createLogger({ level: "silent", secrets: [] });
      const findings = await examine({ config, env: environment.env, log });
      const ready = findings.every(({ status }) => status !== "problem");
      print(environment, { ready, findings }, { json, toText: () => toText(findings) });
      if (!ready) {
        process.exitCode = 1;
      }
    },
  });
}

function toText(findings: readonly Finding[]): string {
  const lines = findings.map(({ check, status, detail, fix }) => {
    const advice = fix === undefined ? "" : `\n        ${fix}`;
    return `${marks[status]} ${check}: ${detail}${advice}\n`;
  });
  return lines.join("");
}
