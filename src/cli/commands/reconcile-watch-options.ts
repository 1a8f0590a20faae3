import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { RepositoryUrl } from "../../fleet/gitops/repository-url.ts";
import { EndpointUrl } from "../endpoint-url.ts";
import { Share } from "../share.ts";

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

const Interval = z
  .string()
  .regex(/^[1-9]\d{0,4}[smh]$/, "must be a number of seconds, minutes or hours, such as 30s, 5m or 1h")
  .transform((text) => {
    const unit = (["s", "m", "h"] as const).find((letter) => text.endsWith(letter)) ?? "s";
    return Number(text.slice(0, -1)) * unitMs[unit];
  });

const Listen = z
  .string()
  .regex(/^.+:\d{1,5}$/, "must be HOST:PORT, such as 127.0.0.1:9464")
  .transform((text) => {
    const colon = text.lastIndexOf(":");
    return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, "$1"), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65_535, "must have a port from 0 to 65535");

/** Flags of `marketplane reconcile --watch`. */
export const watchFlags = {
  "--watch": "follows a branch of a repository until told to stop",
  "--repo <url>": "the repository: a folder, or a URL with https:, ssh: or file:",
  "--branch <name>": "the branch that is desired (default: main)",
  "--project <folder>": "folder of Pulumi.yaml in the repository (default: its own folder)",
  "--stack <name...>": "stacks to follow (default: every Pulumi.<stack>.yaml)",
  "--folder <folder>": "where the watcher keeps its copy and its memory (default: .marketplane/gitops)",
  "--status <file>": "where it writes what became of each commit (default: status.json in --folder)",
  "--interval <time>": "how often the branch is looked at (default: 60s)",
  "--install": "has npm install what each commit's lock file names, without running scripts",
  "--packages <folder>": "a folder node_modules that every commit's program uses",
  "--max-deletions <share>": "share of a stack that a commit may delete without approval (default: 20%)",
  "--listen <host:port>": "serves the push webhook, /metrics, /healthz and /readyz there",
  "--report <host>": "where commit statuses go: github, gitlab or none (default: none)",
  "--report-api <url>": "address of that host's API (default: the public one)",
  "--report-project <path>": "the project there (default: the path of --repo)",
  "--config <file>": "marketplane.yaml of a control plane, whose tenants must not be declared in Git, too",
  "--log-level <level>": "debug, info, warn or error (default: info)",
} as const;

const branchPattern = /^(?!.*(\.\.|\/\/|\.lock$|\/$))[A-Za-z0-9][\w./-]*$/;

/** Options of `marketplane reconcile --watch`. */
export const WatchOptions = z
  .strictObject({
    mode: z.literal("watch"),
    watch: z.literal(true),
    repo: RepositoryUrl,
    branch: z.string().regex(branchPattern, "must be the name of a branch").default("main"),
    project: z
      .string()
      .regex(/^(?!\/)(?!.*\.\.)/, "must be a folder in the repository")
      .default("."),
    stack: z.array(z.string().regex(/^[A-Za-z0-9._-]+$/, "must be the name of a stack")).default([]),
    folder: z.string().min(1).default(".marketplane/gitops"),
    status: z.string().min(1).optional(),
    interval: Interval.default(60_000),
    install: z.boolean().default(false),
    packages: z
      .string()
      .transform((folder) => resolve(folder))
      .refine((folder) => existsSync(folder), "must be a folder that is there")
      .optional(),
    maxDeletions: Share.default(0.2),
    listen: Listen.optional(),
    report: z.enum(["github", "gitlab", "none"], { error: "must be github, gitlab or none" }).default("none"),
    reportApi: EndpointUrl.optional(),
    reportProject: z
      .string()
      .regex(/^[\w.-]+(\/[\w.-]+)+$/, "must be a path such as owner/name")
      .optional(),
    config: z.string().min(1).optional(),
    logLevel: z
      .enum(["debug", "info", "warn", "error"], { error: "must be debug, info, warn or error" })
      .default("info"),
  })
  .refine(({ install, packages }) => !install || packages === undefined, {
    path: ["packages"],
    error: "goes without --install",
  });
export type WatchOptions = z.output<typeof WatchOptions>;
