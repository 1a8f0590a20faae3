import { z } from "zod";
import { DeploymentSection } from "./deployment-section.ts";
import { DnsServerText } from "./dns-server.ts";
import { hasUserPart, Origin, Path, Text } from "./fields.ts";
import { marketplaceSections } from "./marketplaces/index.ts";
import { LongSecret, Secret } from "./secret.ts";

const Price = z.string().regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be a decimal number in quotes, such as "0.002"');
const Port = z.int().min(0).max(65_535);

const Plan = z.strictObject({
  title: Text.optional().describe("The plan's name in the panel. Default: the slug."),
  limits: z
    .strictObject({ hostnames: z.int().min(0).optional(), members: z.int().min(0).optional() })
    .prefault({})
    .describe("What the plan includes. No value: no limit."),
  licenses: z.int().min(1).default(1).describe("Licenses for each tenant on the plan."),
  message: Text.optional().describe("Shown in the marketplace's dashboard after the plan is ordered."),
});

const Cloudflare = z.strictObject({
  webhookPath: Path.default("/cloudflare/notifications").describe("Path for Cloudflare's notifications."),
  webhookSecret: LongSecret.describe("The secret of Cloudflare's webhook destination, sent as cf-webhook-auth."),
  webhookSecretBefore: LongSecret.optional().describe("The previous secret, during a rotation."),
});

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const Notice = z
  .strictObject({
    kind: z.enum(["webhook", "slack"], { error: "must be webhook or slack" }).describe("Format of the notice."),
    url: Secret.describe("URL that notices are posted to. It is a secret."),
    signingSecret: LongSecret.refine((secret) => !secret.startsWith("whsec_") || base64.test(secret.slice(6)), {
      error: "must be base64 after whsec_",
    })
      .optional()
      .describe("Key that signs the notices; required for a webhook. Either whsec_ and base64, or the key itself."),
  })
  .refine(({ url }) => /^https?:$/.test(URL.parse(url)?.protocol ?? "") && !hasUserPart(url), {
    path: ["url"],
    error: "must be an http(s) URL without user and password",
  })
  .refine(({ kind, signingSecret }) => kind === "slack" || signingSecret !== undefined, {
    path: ["signingSecret"],
    error: "is required for a webhook",
  });

/** The content of marketplane.yaml. Secrets are in the environment; the file refers to them as ${NAME}. */
export const ControlPlaneConfig = z.strictObject({
  publicUrl: Origin.describe("Public URL of the control plane, for customers and marketplaces."),
  listen: z
    .strictObject({ host: Text.default("127.0.0.1"), port: Port.default(8080) })
    .prefault({})
    .describe("Address that the control plane listens on."),
  database: z
    .strictObject({
      url: Secret.optional().describe(
        "Connection URL of a PostgreSQL server. Default: an embedded server that the control plane starts.",
      ),
      folder: Text.default(".marketplane/database").describe("Data folder of the embedded server."),
      connections: z
        .int()
        .min(3)
        .max(100)
        .optional()
        .describe("Connections of one process for statements. Default: 10. The job queue opens four more."),
    })
    .prefault({}),
  deployment: DeploymentSection.describe(
    "Values that must match the deployment's stack: zone, fallback origin, CNAME target, manifest, pricings of plans.",
  ),
  plans: z.record(Text, Plan).default({}).describe("What the plans in deployment.plans include, by slug."),
  values: z.record(Text, Secret).default({}).describe(`Secrets that config vars refer to as \${config:name}.`),
  ...marketplaceSections,
  cloudflare: Cloudflare.optional().describe(
    "Cloudflare's notifications about hostnames. Without this section, hostnames are only polled.",
  ),
  hostnames: z
    .strictObject({
      inspectEveryMinutes: z
        .int()
        .min(5)
        .max(60 * 24)
        .default(60)
        .describe("How often every hostname of the zone is read, also the served ones, at one page per second."),
    })
    .prefault({})
    .describe("Watch over the customers' hostnames at Cloudflare."),
  dns: z
    .strictObject({
      resolvers: z
        .array(DnsServerText)
        .min(1)
        .max(5)
        .default(["1.1.1.1", "8.8.8.8", "9.9.9.9"])
        .describe("Recursive resolvers that checks of customers' domains ask: addresses, with a port if it is not 53."),
      nameservers: z
        .array(DnsServerText)
        .max(2)
        .default([])
        .describe("Servers to ask instead of each domain's own name servers, for a network that reaches only these."),
    })
    .prefault({})
    .describe("DNS servers for the checks of customers' domains."),
  metering: z
    .strictObject({
      counters: z
        .record(Text, z.strictObject({ price: Price.describe("Price of one more unit, in the invoice's currency.") }))
        .default({})
        .describe("Counters at apifew whose increase is billed."),
      graceHours: z
        .int()
        .min(0)
        .max(24 * 28)
        .default(24)
        .describe(
          "How long usage can still be reported after the end of its month. Then the month is closed and billed.",
        ),
      billEveryMinutes: z
        .int()
        .min(5)
        .max(60 * 24 * 31)
        .default(30)
        .describe("Interval between two bills in a month. A longer one loses more usage when an add-on is deleted."),
    })
    .prefault({})
    .describe("Usage that a marketplace bills to the owner of an add-on."),
  encryptionKey: LongSecret.optional().describe(
    "Encrypts the license keys in the database. Without it, license keys are not stored.",
  ),
  reconciler: z
    .strictObject({
      folder: Text.default(".marketplane/reconciler").describe("Folder of the engine's files and state."),
      backendUrl: Secret.optional().describe(
        "URL of a state backend that several machines share. Default: the folder.",
      ),
      passphrase: LongSecret.optional().describe(
        "Encrypts secrets in the state. Required with backendUrl. Default: generated in the folder.",
      ),
      runsAtOnce: z
        .int()
        .min(1)
        .max(32)
        .default(2)
        .describe("Number of shards that one worker reconciles at the same time."),
      tenantsMax: z
        .int()
        .min(1)
        .max(2_000)
        .default(200)
        .describe("Maximum number of tenants in a shard. A larger shard is split in two."),
      leaseSeconds: z
        .int()
        .min(1)
        .max(600)
        .default(30)
        .describe("How long a worker's lease on a shard lasts after its last renewal."),
      retrySeconds: z
        .int()
        .min(1)
        .max(600)
        .default(5)
        .describe(
          "Delay before a failed tenant is retried. It doubles after each further failure, up to half an hour.",
        ),
      provider: z
        .enum(["resident", "process"])
        .default("resident")
        .describe("Where the code of the resources runs: in the worker, or in a separate process for each run."),
    })
    .prefault({})
    .describe("The worker that reconciles the vendors with the desired state."),
  suspension: z
    .strictObject({
      hostnames: z
        .enum(["keep", "delete"])
        .default("keep")
        .describe(
          "Whether a suspended tenant's hostnames stay at Cloudflare. If deleted, resuming requires new DNS records.",
        ),
      licenses: z
        .enum(["release", "keep"])
        .default("release")
        .describe("Whether the owner and the members of a suspended tenant release its licenses."),
    })
    .prefault({})
    .describe("What a suspended tenant keeps at the vendors."),
  drift: z
    .strictObject({
      everyMinutes: z
        .int()
        .min(1)
        .max(7 * 24 * 60)
        .optional()
        .describe("Interval between two drift scans. Default: no scheduled drift scan."),
      unmanaged: z
        .boolean()
        .default(true)
        .describe("Whether to report unmanaged objects. Set to false if other stacks share the zone or the app."),
      confirmAfterSeconds: z
        .int()
        .min(0)
        .max(600)
        .default(30)
        .describe("Delay before a finding is checked again. Findings that are gone by then are dropped."),
      days: z.int().min(1).max(3650).default(90).describe("How many days drift scans and closed findings are kept."),
      notify: z.array(Notice).default([]).describe("Where new and closed findings are reported."),
    })
    .prefault({})
    .describe("The scheduled drift scan."),
  limits: z
    .strictObject({
      requestsPerMinute: z
        .int()
        .min(1)
        .default(600)
        .describe("Maximum requests per caller and minute. /healthz and /readyz are not counted."),
      bodyBytes: z
        .int()
        .min(1024)
        .default(64 * 1024)
        .describe("Maximum size of a request's body."),
      requestTimeoutMs: z.int().min(100).default(15_000).describe("Time limit of a request."),
      drainTimeoutMs: z
        .int()
        .min(0)
        .default(25_000)
        .describe("How long a shutdown waits for requests and runs in progress."),
      drainDelayMs: z
        .int()
        .min(0)
        .default(0)
        .describe(
          "How long a shutdown still accepts requests while /readyz answers 503, so that load balancers notice.",
        ),
      proxies: z
        .int()
        .min(0)
        .max(8)
        .default(0)
        .describe(
          "Number of your own proxies in front. The caller's address is then read from X-Forwarded-For or Forwarded.",
        ),
    })
    .prefault({}),
  journal: z
    .strictObject({
      days: z.int().min(1).max(3650).default(30).describe("How many days a recorded request is kept."),
      requestsMax: z.int().min(1).default(100_000).describe("Maximum number of the marketplaces' requests."),
      strangersMax: z
        .int()
        .min(1)
        .default(10_000)
        .describe("Maximum number of requests without valid credentials of a marketplace."),
    })
    .prefault({})
    .describe("The journal of the marketplaces' requests."),
  metrics: z
    .strictObject({
      listen: z
        .strictObject({ host: Text.default("127.0.0.1"), port: Port })
        .optional()
        .describe("Serves /metrics on this address only."),
      token: LongSecret.optional().describe(
        "Bearer token for /metrics. Required unless publicUrl is a local URL or metrics.listen is set.",
      ),
    })
    .prefault({}),
});
export type ControlPlaneConfig = z.infer<typeof ControlPlaneConfig>;
export type Cloudflare = z.infer<typeof Cloudflare>;
