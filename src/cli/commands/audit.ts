import { Command } from "commander";
import { z } from "zod";
import { type AuditVerdict, verifyChain } from "../../core/ledger/audit-chain.ts";
import { readAudit } from "../../core/ledger/audit-log.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { configOption, jsonOption } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { withControlPlaneDatabase } from "../kernel/with-control-plane-database.ts";

/** marketplane audit: who changed what, and whether the record of it was tampered with. */
export function auditCommand(environment: CommandEnvironment): Command {
  return new Command("audit").description("The log of every change").addCommand(verifyCommand(environment));
}

/** marketplane audit verify: exits with 0 if the log is intact, or with 1 and the first entry that is not. */
function verifyCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "verify",
    description: "Check that no entry of the audit log was changed or removed; works while the control plane runs",
    example: "marketplane audit verify --json",
    exitCodes: { 0: "the log is intact", 1: "an entry was changed or removed, or an error" },
    options: {
      config: configOption,
      head: defineOption({
        value: "<hash>",
        description: "head that an earlier run printed, to detect entries cut off since; keep it outside the database",
        schema: z
          .string()
          .regex(/^[0-9a-f]{64}$/, "must be the hash that an earlier run printed as the head")
          .optional(),
      }),
      json: jsonOption,
    },
    async handler({ config, head, json }) {
      const verdict = await withControlPlaneDatabase({ config, environment }, (db) => verifyChain(readAudit(db), head));
      print(environment, toReport(verdict), { json, toText: () => toText(verdict) });
      process.exitCode = verdict.isIntact ? 0 : 1;
    },
  });
}

function toReport(verdict: AuditVerdict) {
  return verdict.isIntact
    ? { isIntact: true, entries: verdict.head.seq, head: verdict.head.hash }
    : { isIntact: false, brokenAt: verdict.seq, what: verdict.what };
}

function toText(verdict: AuditVerdict): string {
  return verdict.isIntact
    ? `intact, ${verdict.head.seq} entries\nhead: ${verdict.head.hash}\n`
    : `broken at entry ${verdict.seq}: ${verdict.what}\n`;
}
