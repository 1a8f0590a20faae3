#!/usr/bin/env node
import { Command } from "commander";
import { adoptCommand } from "./commands/adopt.ts";
import { auditCommand } from "./commands/audit.ts";
import { backupCommand } from "./commands/backup.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { driftCommand } from "./commands/drift.ts";
import { manifestCommand } from "./commands/manifest.ts";
import { previewCommentCommand } from "./commands/preview-comment.ts";
import { reconcileCommand } from "./commands/reconcile.ts";
import { requestsCommand } from "./commands/requests.ts";
import { restoreCommand } from "./commands/restore.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { serveCommand } from "./commands/serve.ts";
import { simulateCommand } from "./commands/simulate.ts";
import { tenantsCommand } from "./commands/tenants.ts";
import { tokenCommand } from "./commands/token.ts";
import { workerCommand } from "./commands/worker.ts";

const program = new Command("marketplane")
  .description("The vendor side of selling a SaaS through marketplaces, as code")
  .addCommand(sandboxCommand)
  .addCommand(serveCommand((name) => process.env[name]))
  .addCommand(workerCommand((name) => process.env[name]))
  .addCommand(doctorCommand(process.env))
  .addCommand(manifestCommand((name) => process.env[name]))
  .addCommand(tenantsCommand((name) => process.env[name]))
  .addCommand(requestsCommand((name) => process.env[name]))
  .addCommand(tokenCommand((name) => process.env[name]))
  .addCommand(auditCommand((name) => process.env[name]))
  .addCommand(backupCommand((name) => process.env[name]))
  .addCommand(restoreCommand((name) => process.env[name]))
  .addCommand(adoptCommand({ configured: () => undefined, environment: (name) => process.env[name] }))
  .addCommand(simulateCommand({ environment: (name) => process.env[name] }))
  .addCommand(reconcileCommand(process.env))
  .addCommand(previewCommentCommand(process.env))
  .addCommand(driftCommand(process.env));

await program.parseAsync();
