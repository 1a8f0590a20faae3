import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { RepositoryUrl } from "../../../fleet/gitops/repository-url.ts";
import { logLevelOption } from "../../kernel/common-options.ts";
import { defineOption, schemaOf } from "../../kernel/define-command.ts";
import { EndpointUrl, Interval, Share } from "../../kernel/option-types.ts";

const Listen = z
  .string()
  .regex(/^.+:\d{1,5}$/, "must be HOST:PORT, such as 127.0.0.1:9464")
  .transform((text) => {
    const colon = text.lastIndexOf(":");
    return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, "$1"), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65_535, "must have a port from 0 to 65535");

const branchPattern = /^(?!.*(\.\.|\/\/|\.lock$|\/$))[A-Za-z0-9][\w./-]*$/;

const repositoryOptions = {
  watch: defineOption({
    description: "follow a branch of a repository until a stop signal",
    schema: z.literal(true),
  }),
  repo: defineOption({
    value: "<url>",
    description: "repository: a folder, or a URL with https:, ssh: or file:",
    schema: RepositoryUrl,
  }),
  branch: defineOption({
    value: "<name>",
    description: "branch that holds the desired state",
    schema: z.string().regex(branchPattern, "must be the name of a branch").default("main"),
  }),
  project: defineOption({
    value: "<folder>",
    description: "folder of Pulumi.yaml in the repository",
    schema: z
      .string()
      .regex(/^(?!\/)(?!.*\.\.)/, "must be a folder in the repository")
      .default("."),
  }),
  stack: defineOption({
    value: "<name...>",
    description: "stacks to follow (default: every Pulumi.<stack>.yaml)",
    schema: z.array(z.string().regex(/^[A-Za-z0-9._-]+$/, "must be the name of a stack")).default([]),
  }),
  folder: defineOption({
    value: "<folder>",
    description: "working folder of the watcher, for its clone and its records",
    schema: z.string().min(1).default(".marketplane/gitops"),
  }),
  status: defineOption({
    value: "<file>",
    description: "file for the outcome of each commit (default: status.json in --folder)",
    schema: z.string().min(1).optional(),
  }),
  interval: defineOption({
    value: "<time>",
    description: "how often to poll the branch",
    schema: Interval.prefault("60s"),
  }),
  install: defineOption({
    description: "run npm install from each commit's lock file, without scripts",
    schema: z.boolean().default(false),
  }),
  packages: defineOption({
    value: "<folder>",
    description: "folder node_modules that the program of every commit uses",
    schema: z
      .string()
      .transform((folder) => resolve(folder))
      .refine((folder) => existsSync(folder), "must be an existing folder")
      .optional(),
  }),
  maxDeletions: defineOption({
    value: "<share>",
    description: "share of a stack that a commit may delete without approval",
    schema: Share.prefault("20%"),
  }),
};

/** Options of `marketplane reconcile --watch`. */
export const watchOptions = {
  ...repositoryOptions,
  listen: defineOption({
    value: "<host:port>",
    description: "address that serves the push webhook, /metrics, /healthz and /readyz",
    schema: Listen.optional(),
  }),
  report: defineOption({
    value: "<host>",
    description: "where to send commit statuses: github, gitlab or none",
    schema: z.enum(["github", "gitlab", "none"], { error: "must be github, gitlab or none" }).default("none"),
  }),
  reportApi: defineOption({
    value: "<url>",
    description: "API address of that host (default: the public one)",
    schema: EndpointUrl.optional(),
  }),
  reportProject: defineOption({
    value: "<path>",
    description: "project at that host (default: the path of --repo)",
    schema: z
      .string()
      .regex(/^[\w.-]+(\/[\w.-]+)+$/, "must be a path such as owner/name")
      .optional(),
  }),
  config: defineOption({
    value: "<file>",
    description:
      "configuration file of the control plane (default with --once: marketplane.yaml); with --watch, Git must not declare the same tenants",
    schema: z.string().min(1).optional(),
  }),
  logLevel: {
    ...logLevelOption,
    description: "debug, info, warn or error (default: info, or warn with --once)",
  },
};

export const WatchOptions = schemaOf(watchOptions).refine(
  ({ install, packages }) => !install || packages === undefined,
  { error: "--packages cannot be combined with --install" },
);
export type WatchOptions = z.output<typeof WatchOptions>;
