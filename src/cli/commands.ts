import type { Command } from "commander";
import type { CommandEnvironment } from "./kernel/command-environment.ts";

export interface CommandEntry {
  /** The line of the help text, which is shown without loading the command. */
  readonly summary: string;
  readonly load: (environment: CommandEnvironment) => Promise<Command>;
}

/** Every command by its name, in the order of the help text. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  init: {
    summary: "Create a project in a folder: program, stack configuration and an example tenant",
    load: async (environment) => (await import("./commands/init.ts")).initCommand(environment),
  },
  validate: {
    summary:
      "Check Pulumi.yaml, every stack's configuration, the tenants, marketplane.yaml and the drift policy, without engine, credentials and network",
    load: async (environment) => (await import("./commands/validate.ts")).validateCommand(environment),
  },
  engine: {
    summary: "Install the Pulumi engine, or find the one that is installed",
    load: async (environment) => (await import("./commands/engine.ts")).engineCommand(environment),
  },
  env: {
    summary: "Print the shell line that puts marketplane and the Pulumi engine on PATH",
    load: async (environment) => (await import("./commands/env.ts")).envCommand(environment),
  },
  pulumi: {
    summary: "Run the Pulumi CLI of the engine, with all arguments as given",
    load: async (environment) => (await import("./commands/pulumi.ts")).pulumiCommand(environment),
  },
  sandbox: {
    summary: "Emulate the vendors' APIs, on loopback only",
    load: async (environment) => (await import("./commands/sandbox.ts")).sandboxCommand(environment),
  },
  serve: {
    summary: "Run the control plane: answer the marketplaces and record the desired state of every tenant",
    load: async (environment) => (await import("./commands/serve.ts")).serveCommand(environment),
  },
  worker: {
    summary: "Run an additional worker that applies the tenants' desired state at the vendors",
    load: async (environment) => (await import("./commands/worker.ts")).workerCommand(environment),
  },
  shards: {
    summary: "List the shards with their tenants, worker and last run",
    load: async (environment) => (await import("./commands/shards.ts")).shardsCommand(environment),
  },
  runs: {
    summary: "List the engine's runs, newest first, with their changes and failures",
    load: async (environment) => (await import("./commands/runs.ts")).runsCommand(environment),
  },
  doctor: {
    summary: "Check the machine, the configuration, the database and the vendors, and say what to fix",
    load: async (environment) => (await import("./commands/doctor.ts")).doctorCommand(environment),
  },
  manifest: {
    summary: "Print Clever Cloud's add-on manifest, check it by Clever Cloud's rules, check that its URLs answer",
    load: async (environment) => (await import("./commands/manifest.ts")).manifestCommand(environment),
  },
  tenants: {
    summary: "The tenants of a control plane, over its API",
    load: async (environment) => (await import("./commands/tenants.ts")).tenantsCommand(environment),
  },
  domains: {
    summary: "The customers' domains of a control plane, over its API",
    load: async (environment) => (await import("./commands/domains.ts")).domainsCommand(environment),
  },
  requests: {
    summary: "The marketplaces' requests to a control plane, over its API",
    load: async (environment) => (await import("./commands/requests.ts")).requestsCommand(environment),
  },
  token: {
    summary: "Tokens for the operators' API, created and revoked in the control plane's database",
    load: async (environment) => (await import("./commands/token.ts")).tokenCommand(environment),
  },
  audit: {
    summary: "The log of every change",
    load: async (environment) => (await import("./commands/audit.ts")).auditCommand(environment),
  },
  backup: {
    summary: "Write the whole database to a file; works while the control plane runs",
    load: async (environment) => (await import("./commands/backup.ts")).backupCommand(environment),
  },
  restore: {
    summary: "Fill an empty database from a file of marketplane backup, completely or not at all",
    load: async (environment) => (await import("./commands/restore.ts")).restoreCommand(environment),
  },
  adopt: {
    summary: "Find existing objects at the vendors and write the files that bring them under management, unchanged",
    load: async (environment) => (await import("./commands/adopt.ts")).adoptCommand(environment),
  },
  simulate: {
    summary: "Play a marketplace: call any provider's endpoint as the marketplace does, and check the answers",
    load: async (environment) => (await import("./commands/simulate.ts")).simulateCommand(environment),
  },
  reconcile: {
    summary: "Apply what a repository declares, or the desired state of a control plane's tenants, at the vendors",
    load: async (environment) => (await import("./commands/reconcile.ts")).reconcileCommand(environment),
  },
  "preview-comment": {
    summary: "Turn the output of `pulumi preview --json` into a comment; exit code 1 if the change must not be applied",
    load: async (environment) => (await import("./commands/preview-comment.ts")).previewCommentCommand(environment),
  },
  drift: {
    summary: "Compare stacks with the vendors; exit code 0 without drift, 2 with drift, 1 after an error",
    load: async (environment) => (await import("./commands/drift.ts")).driftCommand(environment),
  },
};
