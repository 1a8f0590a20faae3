import type { Command } from "commander";

type Load = (environment: NodeJS.ProcessEnv) => Promise<Command>;

/** Every command by its name, in the order of the help. */
export const commands: Readonly<Record<string, Load>> = {
  sandbox: async () => (await import("./commands/sandbox.ts")).sandboxCommand,
  serve: async (env) => (await import("./commands/serve.ts")).serveCommand((name) => env[name]),
  worker: async (env) => (await import("./commands/worker.ts")).workerCommand((name) => env[name]),
  shards: async (env) => (await import("./commands/shards.ts")).shardsCommand((name) => env[name]),
  runs: async (env) => (await import("./commands/runs.ts")).runsCommand((name) => env[name]),
  doctor: async (env) => (await import("./commands/doctor.ts")).doctorCommand(env),
  manifest: async (env) => (await import("./commands/manifest.ts")).manifestCommand((name) => env[name]),
  tenants: async (env) => (await import("./commands/tenants.ts")).tenantsCommand((name) => env[name]),
  requests: async (env) => (await import("./commands/requests.ts")).requestsCommand((name) => env[name]),
  token: async (env) => (await import("./commands/token.ts")).tokenCommand((name) => env[name]),
  audit: async (env) => (await import("./commands/audit.ts")).auditCommand((name) => env[name]),
  backup: async (env) => (await import("./commands/backup.ts")).backupCommand((name) => env[name]),
  restore: async (env) => (await import("./commands/restore.ts")).restoreCommand((name) => env[name]),
  adopt: async (env) =>
    (await import("./commands/adopt.ts")).adoptCommand({
      configured: () => undefined,
      environment: (name) => env[name],
    }),
  simulate: async (env) =>
    (await import("./commands/simulate.ts")).simulateCommand({ environment: (name) => env[name] }),
  reconcile: async (env) => (await import("./commands/reconcile.ts")).reconcileCommand(env),
  "preview-comment": async (env) => (await import("./commands/preview-comment.ts")).previewCommentCommand(env),
  drift: async (env) => (await import("./commands/drift.ts")).driftCommand(env),
};
