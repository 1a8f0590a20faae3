import { z } from "zod";
import { DeploymentSection } from "./deployment-section.ts";
import { hasUserPart, Origin, Path, Text } from "./fields.ts";
import { marketplaceSections } from "./marketplaces/index.ts";
import { LongSecret, Secret } from "./secret.ts";

const Price = z.string().regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be a decimal number in quotes, such as "0.002"');
const Port = z.int().min(0).max(65_535);

const Plan = z.strictObject({
  title: Text.optional().describe("What the panel calls the plan; the slug without it."),
  limits: z
    .strictObject({ hostnames: z.int().min(0).optional(), members: z.int().min(0).optional() })
    .prefault({})
    .describe("What the plan includes; nothing set means no limit."),
  licenses: z.int().min(1).default(1).describe("Licenses for each tenant on the plan."),
  message: Text.optional().describe("Shown in the marketplace's dashboard when the plan has been ordered."),
});

const Cloudflare = z.strictObject({
  webhookPath: Path.default("/cloudflare/notifications").describe("Path that Cloudflare's notifications are sent to."),
  webhookSecret: LongSecret.describe("The secret of Cloudflare's webhook destination, sent as cf-webhook-auth."),
  webhookSecretBefore: LongSecret.optional().describe("The secret before it, while it is being rotated."),
});

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const Notice = z
  .strictObject({
    kind: z.enum(["webhook", "slack"], { error: "must be webhook or slack" }).describe("Whose form the notice has."),
    url: Secret.describe("Where notices are posted; an incoming webhook's URL is a secret."),
    signingSecret: LongSecret.refine((secret) => !secret.startsWith("whsec_") || base64.test(secret.slice(6)), {
      error: "must be base64 after whsec_",
    })
      .optional()
      .describe("Signs the notices of a webhook, which needs one: whsec_ and a key in base64, or the key itself."),
  })
  .refine(({ url }) => /^https?:$/.test(URL.parse(url)?.protocol ?? "") && !hasUserPart(url), {
    path: ["url"],
    error: "must be an http(s) URL without user and password",
  })
  .refine(({ kind, signingSecret }) => kind === "slack" || signingSecret !== undefined, {
    path: ["signingSecret"],
    error: "is required by a webhook",
  });

/** What marketplane.yaml says. Secrets stand in the environment, the file refers to them as ${NAME}. */
export const ControlPlaneConfig = z.strictObject({
  publicUrl: Origin.describe("Where customers and marketplaces reach the control plane."),
  listen: z
    .strictObject({ host: Text.default("127.0.0.1"), port: Port.default(8080) })
    .prefault({})
    .describe("The address that the control plane listens on."),
  database: z
    .strictObject({
      url: Secret.optional().describe(
        "Connection URL of a PostgreSQL server; without it an embedded server runs beside the control plane.",
      ),
      folder: Text.default(".marketplane/database").describe("Folder of the embedded server's data."),
      connections: z
        .int()
        .min(3)
        .max(100)
        .optional()
        .describe("Connections of one process for its statements, 10 if left out; its job queue has four more."),
    })
    .prefault({}),
  deployment: DeploymentSection.describe(
    "What the deployment's stack declares too: zone, fallback origin, CNAME target, manifest, the plans' pricings.",
  ),
  plans: z.record(Text, Plan).default({}).describe("What the plan slugs of deployment.plans include."),
  values: z.record(Text, Secret).default({}).describe(`Secrets that config vars name as \${config:name}.`),
  ...marketplaceSections,
  cloudflare: Cloudflare.optional().describe(
    "Left out where Cloudflare tells nothing of the hostnames by itself; they are looked at all the same.",
  ),
  metering: z
    .strictObject({
      counters: z
        .record(
          Text,
          z.strictObject({ price: Price.describe("What one more of the counter costs, in the invoice's currency.") }),
        )
        .default({})
        .describe("Counters of apifew whose increase is billed."),
      graceHours: z
        .int()
        .min(0)
        .max(24 * 28)
        .default(24)
        .describe(
          "How long after the end of a month its usage may still be reported; then what is left of it is billed.",
        ),
      billEveryMinutes: z
        .int()
        .min(5)
        .max(60 * 24 * 31)
        .default(30)
        .describe("How long usage waits to be billed while its month goes on; more is lost when an add-on is deleted."),
    })
    .prefault({})
    .describe("Usage that Clever Cloud bills to the add-on's owner."),
  encryptionKey: LongSecret.optional().describe(
    "Encrypts the license keys that the database keeps; without it the database keeps none of them.",
  ),
  reconciler: z
    .strictObject({
      folder: Text.default(".marketplane/reconciler").describe("Folder of the engine's files, and of its state."),
      backendUrl: Secret.optional().describe(
        "URL of the engine's backend for the state, which several machines share; by default the folder.",
      ),
      passphrase: LongSecret.optional().describe(
        "Encrypts secrets in the state; required beside backendUrl, by default one is made in the folder.",
      ),
      runsAtOnce: z.int().min(1).max(32).default(2).describe("Shards that one worker brings up to date at once."),
      tenantsMax: z.int().min(1).max(2_000).default(200).describe("Tenants of a shard; one with more is split in two."),
      leaseSeconds: z
        .int()
        .min(1)
        .max(600)
        .default(30)
        .describe("How long the shards of a worker that is not heard of wait for another one."),
      retrySeconds: z
        .int()
        .min(1)
        .max(600)
        .default(5)
        .describe("How long a tenant rests after a failure; twice as long after each further one, up to half an hour."),
      provider: z
        .enum(["resident", "process"])
        .default("resident")
        .describe("Where the resources' code runs: in the worker, or in a process of its own for each run."),
    })
    .prefault({})
    .describe("The worker that brings the vendors to what is wanted."),
  suspension: z
    .strictObject({
      hostnames: z
        .enum(["keep", "delete"])
        .default("keep")
        .describe(
          "Whether a suspended tenant's hostnames stay at Cloudflare with their certificates, or are deleted, so that resuming needs new DNS records.",
        ),
      licenses: z
        .enum(["release", "keep"])
        .default("release")
        .describe("Whether the owner and the members of a suspended tenant stop using its licenses."),
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
        .describe("How often the whole fleet is compared with the vendors; without it never."),
      unmanaged: z
        .boolean()
        .default(true)
        .describe("Whether what no tenant has is looked for; false where other stacks share the zone or the app."),
      confirmAfterSeconds: z
        .int()
        .min(0)
        .max(600)
        .default(30)
        .describe("Looks at every finding a second time, so much later, and forgets what is over by then."),
      days: z.int().min(1).max(3650).default(90).describe("How long searches, and findings that are over, are kept."),
      notify: z.array(Notice).default([]).describe("Who is told of findings that are new or over."),
    })
    .prefault({})
    .describe("The scheduled search for drift."),
  limits: z
    .strictObject({
      requestsPerMinute: z
        .int()
        .min(1)
        .default(600)
        .describe("Requests of one caller in a minute; /healthz and /readyz are not counted."),
      bodyBytes: z
        .int()
        .min(1024)
        .default(64 * 1024)
        .describe("The longest body of a request."),
      requestTimeoutMs: z.int().min(100).default(15_000).describe("How long a request may take."),
      drainTimeoutMs: z
        .int()
        .min(0)
        .default(25_000)
        .describe("How long a stop waits for requests and runs that are under way."),
      drainDelayMs: z
        .int()
        .min(0)
        .default(0)
        .describe("How long a stop goes on taking requests while /readyz says 503, for load balancers to notice."),
      proxies: z
        .int()
        .min(0)
        .max(8)
        .default(0)
        .describe(
          "How many proxies of your own are in front; the caller's address is then read from X-Forwarded-For or Forwarded.",
        ),
    })
    .prefault({}),
  journal: z
    .strictObject({
      days: z.int().min(1).max(3650).default(30).describe("How long a recorded request is kept."),
      requestsMax: z.int().min(1).default(100_000).describe("How many of the marketplaces' requests are kept at most."),
      strangersMax: z
        .int()
        .min(1)
        .default(10_000)
        .describe("How many requests are kept at most that did not prove to be a marketplace's."),
    })
    .prefault({})
    .describe("The journal of the marketplaces' requests."),
  metrics: z
    .strictObject({
      listen: z
        .strictObject({ host: Text.default("127.0.0.1"), port: Port })
        .optional()
        .describe("Serves /metrics on an address of its own, and nowhere else."),
      token: LongSecret.optional().describe(
        "Bearer token for /metrics; required to read them where publicUrl is not this machine's and metrics.listen is not set.",
      ),
    })
    .prefault({}),
});
export type ControlPlaneConfig = z.infer<typeof ControlPlaneConfig>;
export type Cloudflare = z.infer<typeof Cloudflare>;
