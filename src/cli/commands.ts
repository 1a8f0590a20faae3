import type { Command } from "commander";
import type { CommandEnvironment } from "./kernel/command-environment.ts";

/** Headings of the help text. */
const groups = {
  project: "A project in your repository:",
  engine: "The Pulumi engine:",
  try: "Try it out:",
  controlPlane: "A control plane, on its machine:",
  operators: "A control plane, over its API:",
  shell: "Your shell:",
} as const;

export interface CommandEntry {
  readonly group: (typeof groups)[keyof typeof groups];
  /** The line of the help text, which is shown without loading the command. */
  readonly summary: string;
  readonly load: (environment: CommandEnvironment) => Promise<Command>;
}

/** Every command by its name, in the order of the help text. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  init: {
    group: groups.project,
    summary: "Create a project in a folder: program, stack configuration and an example tenant",
    load: async (environment) => (await import("./commands/init.ts")).initCommand(environment),
  },
  validate: {
    group: groups.project,
    summary:
      "Check Pulumi.yaml, every stack's configuration, the tenants, marketplane.yaml and the drift policy, without engine, credentials and network",
    load: async (environment) => (await import("./commands/validate.ts")).validateCommand(environment),
  },
  drift: {
    group: groups.project,
    summary: "Compare stacks with the vendors; exit code 0 without drift, 2 with drift, 1 after an error",
    load: async (environment) => (await import("./commands/drift.ts")).driftCommand(environment),
  },
  adopt: {
    group: groups.project,
    summary: "Find existing objects at the vendors and write the files that bring them under management, unchanged",
    load: async (environment) => (await import("./commands/adopt.ts")).adoptCommand(environment),
  },
  reconcile: {
    group: groups.project,
    summary: "Apply what a repository declares, or the desired state of a control plane's tenants, at the vendors",
    load: async (environment) => (await import("./commands/reconcile.ts")).reconcileCommand(environment),
  },
  "preview-comment": {
    group: groups.project,
    summary: "Turn the output of `pulumi preview --json` into a comment; exit code 1 if the change must not be applied",
    load: async (environment) => (await import("./commands/preview-comment.ts")).previewCommentCommand(environment),
  },
  engine: {
    group: groups.engine,
    summary: "Install the Pulumi engine, or find the one that is installed",
    load: async (environment) => (await import("./commands/engine.ts")).engineCommand(environment),
  },
  env: {
    group: groups.engine,
    summary: "Print the shell line that puts marketplane and the Pulumi engine on PATH",
    load: async (environment) => (await import("./commands/env.ts")).envCommand(environment),
  },
  pulumi: {
    group: groups.engine,
    summary: "Run the Pulumi CLI of the engine, with all arguments as given",
    load: async (environment) => (await import("./commands/pulumi.ts")).pulumiCommand(environment),
  },
  dev: {
    group: groups.try,
    summary: "Run the sandbox, and the control plane of marketplane.yaml against it",
    load: async (environment) => (await import("./commands/dev.ts")).devCommand(environment),
  },
  sandbox: {
    group: groups.try,
    summary: "Emulate the vendors' APIs, on loopback only",
    load: async (environment) => (await import("./commands/sandbox.ts")).sandboxCommand(environment),
  },
  simulate: {
    group: groups.try,
    summary: "Play a marketplace: call any provider's endpoint as the marketplace does, and check the answers",
    load: async (environment) => (await import("./commands/simulate.ts")).simulateCommand(environment),
  },
  manifest: {
    group: groups.try,
    summary: "Print Clever Cloud's add-on manifest, check it by Clever Cloud's rules, check that its URLs answer",
    load: async (environment) => (await import("./commands/manifest.ts")).manifestCommand(environment),
  },
  serve: {
    group: groups.controlPlane,
    summary: "Run the control plane: answer the marketplaces and record the desired state of every tenant",
    load: async (environment) => (await import("./commands/serve.ts")).serveCommand(environment),
  },
  worker: {
    group: groups.controlPlane,
    summary: "Run an additional worker that applies the tenants' desired state at the vendors",
    load: async (environment) => (await import("./commands/worker.ts")).workerCommand(environment),
  },
  doctor: {
    group: groups.controlPlane,
    summary: "Check the machine, the configuration, the database and the vendors, and say what to fix",
    load: async (environment) => (await import("./commands/doctor.ts")).doctorCommand(environment),
  },
  backup: {
    group: groups.controlPlane,
    summary: "Write the whole database to a file; works while the control plane runs",
    load: async (environment) => (await import("./commands/backup.ts")).backupCommand(environment),
  },
  restore: {
    group: groups.controlPlane,
    summary: "Fill an empty database from a file of marketplane backup, completely or not at all",
    load: async (environment) => (await import("./commands/restore.ts")).restoreCommand(environment),
  },
  token: {
    group: groups.controlPlane,
    summary: "Tokens for the operators' API, created and revoked in the control plane's database",
    load: async (environment) => (await import("./commands/token.ts")).tokenCommand(environment),
  },
  audit: {
    group: groups.controlPlane,
    summary: "The log of every change",
    load: async (environment) => (await import("./commands/audit.ts")).auditCommand(environment),
  },
  tenants: {
    group: groups.operators,
    summary: "The tenants of a control plane, over its API",
    load: async (environment) => (await import("./commands/tenants.ts")).tenantsCommand(environment),
  },
  domains: {
    group: groups.operators,
    summary: "The customers' domains of a control plane, over its API",
    load: async (environment) => (await import("./commands/domains.ts")).domainsCommand(environment),
  },
  requests: {
    group: groups.operators,
    summary: "The marketplaces' requests to a control plane, over its API",
    load: async (environment) => (await import("./commands/requests.ts")).requestsCommand(environment),
  },
  shards: {
    group: groups.operators,
    summary: "List the shards with their tenants, worker and last run",
    load: async (environment) => (await import("./commands/shards.ts")).shardsCommand(environment),
  },
  runs: {
    group: groups.operators,
    summary: "List the engine's runs, newest first, with their changes and failures",
    load: async (environment) => (await import("./commands/runs.ts")).runsCommand(environment),
  },
  completion: {
    group: groups.shell,
    summary: "Print the completion of commands and options for bash, zsh or fish",
    load: async (environment) =>
      (await import("./commands/completion.ts")).completionCommand(environment, () => loadCommands(environment)),
  },
};

/** Loads every command, with its options. */
export function loadCommands(environment: CommandEnvironment): Promise<Command[]> {
  return Promise.all(Object.values(commands).map(({ load }) => load(environment)));
}
