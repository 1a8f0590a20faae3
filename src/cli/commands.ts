import type { Command } from "commander";
import type { CommandEnvironment } from "./kernel/command-environment.ts";

type Load = (environment: CommandEnvironment) => Promise<Command>;

/** Every command by its name, in the order of the help text. */
export const commands: Readonly<Record<string, Load>> = {
  validate: async (environment) => (await import("./commands/validate.ts")).validateCommand(environment),
  sandbox: async (environment) => (await import("./commands/sandbox.ts")).sandboxCommand(environment),
  serve: async (environment) => (await import("./commands/serve.ts")).serveCommand(environment),
  worker: async (environment) => (await import("./commands/worker.ts")).workerCommand(environment),
  shards: async (environment) => (await import("./commands/shards.ts")).shardsCommand(environment),
  runs: async (environment) => (await import("./commands/runs.ts")).runsCommand(environment),
  doctor: async (environment) => (await import("./commands/doctor.ts")).doctorCommand(environment),
  manifest: async (environment) => (await import("./commands/manifest.ts")).manifestCommand(environment),
  tenants: async (environment) => (await import("./commands/tenants.ts")).tenantsCommand(environment),
  domains: async (environment) => (await import("./commands/domains.ts")).domainsCommand(environment),
  requests: async (environment) => (await import("./commands/requests.ts")).requestsCommand(environment),
  token: async (environment) => (await import("./commands/token.ts")).tokenCommand(environment),
  audit: async (environment) => (await import("./commands/audit.ts")).auditCommand(environment),
  backup: async (environment) => (await import("./commands/backup.ts")).backupCommand(environment),
  restore: async (environment) => (await import("./commands/restore.ts")).restoreCommand(environment),
  adopt: async (environment) => (await import("./commands/adopt.ts")).adoptCommand(environment),
  simulate: async (environment) => (await import("./commands/simulate.ts")).simulateCommand(environment),
  reconcile: async (environment) => (await import("./commands/reconcile.ts")).reconcileCommand(environment),
  "preview-comment": async (environment) =>
    (await import("./commands/preview-comment.ts")).previewCommentCommand(environment),
  drift: async (environment) => (await import("./commands/drift.ts")).driftCommand(environment),
};
