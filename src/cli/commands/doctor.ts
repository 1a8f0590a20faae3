import { styleText } from "node:util";
import { z } from "zod";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { examine } from "../../tools/doctor/examine.ts";
import type { Finding } from "../../tools/doctor/finding.ts";
import { defineCommand } from "../define-command.ts";

const marks: Readonly<Record<Finding["status"], string>> = {
  ok: styleText("green", "ok     "),
  note: styleText("yellow", "note   "),
  problem: styleText("red", "PROBLEM"),
};

/** marketplane doctor: is this machine ready to run a control plane? Exit 1 when something is in the way. */
export function doctorCommand(env: NodeJS.ProcessEnv) {
  return defineCommand({
    name: "doctor",
    description: "Looks at the machine, the configuration, the database and the vendors, and says what to mend",
    flags: {
      "--config <file>": "configuration (default: marketplane.yaml)",
      "--json": "prints JSON",
    },
    options: z.strictObject({ config: z.string().default("marketplane.yaml"), json: z.boolean().default(false) }),
    async handler({ config, json }) {
      const findings = await examine({ config, env, log: createLogger({ level: "silent", secrets: [] }) });
      const isReady = findings.every(({ status }) => status !== "problem");
      process.stdout.write(json ? `${JSON.stringify({ ready: isReady, findings })}\n` : toText(findings));
      if (!isReady) {
        process.exitCode = 1;
      }
    },
  });
}

function toText(findings: readonly Finding[]): string {
  const lines = findings.map(({ check, status, detail, mend }) => {
    const advice = mend === undefined ? "" : `\n        ${mend}`;
    return `${marks[status]} ${check}: ${detail}${advice}\n`;
  });
  return lines.join("");
}
