import { z } from "zod";
import { DeploymentSettings } from "../../stacks/deployment-settings.ts";

const Text = z.string().min(1, "must not be empty");
const Secret = Text;
const origin = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" });

/** Clever Cloud's secrets must be this long: what is shorter can be guessed, and the vendor asks for it. */
const secretLengthMin = 35;
const LongSecret = Secret.min(secretLengthMin, `must have at least ${secretLengthMin} characters`);

const Plan = z.strictObject({
  /** What the panel calls the plan; the slug without it. */
  title: Text.optional(),
  /** What the plan includes; nothing set means no limit. */
  limits: z.strictObject({ hostnames: z.int().min(0).optional(), members: z.int().min(0).optional() }).prefault({}),
  /** Licenses for each tenant on the plan. */
  licenses: z.int().min(1).default(1),
  /** Shown in the marketplace's dashboard when the plan has been ordered. */
  message: Text.optional(),
});

const CleverCloud = z.strictObject({
  providerId: Text,
  /** The manifest's password, and the one before while it is being rotated. */
  password: LongSecret,
  passwordBefore: LongSecret.optional(),
  ssoSalt: LongSecret,
  ssoSaltBefore: LongSecret.optional(),
  /** Path of the manifest's base_url. */
  path: z.string().startsWith("/").default("/clevercloud/resources"),
  ssoPath: z.string().startsWith("/").default("/clevercloud/sso/login"),
  /** Config vars of the add-ons; ${licenseKey}, ${tenantId} and ${config:name} stand for each tenant's values. */
  config: z.record(z.string(), z.string()).default({}),
  /** Accepts SHA-1 tokens without a signature: until the provider has once signed, always or never. */
  bareToken: z.enum(["until-signed", "always", "never"]).default("until-signed"),
  /** Answer to the deletion of what is deleted already. */
  repeatedDelete: z.union([z.literal(200), z.literal(204), z.literal(410)]).default(200),
  /** Where the console lives that may show the panel in a frame. */
  frameAncestors: z.array(origin).default(["https://console.clever-cloud.com"]),
  /** Login at apifew of an add-on's owner: the owner's address as Clever Cloud tells it, or one made of the tenant's id. */
  ownerLogin: z.union([z.literal("owner_email"), Text.includes("${tenantId}")]).default("owner_email"),
});

const CloudFlareApp = z.strictObject({
  /** Path of the endpoint, and how its caller proves itself: Basic credentials, or a secret last segment of the path. */
  path: z.string().startsWith("/").default("/cloudflare-app"),
  basic: z.strictObject({ user: Text, password: LongSecret }).optional(),
  pathSecret: LongSecret.regex(/^[\w-]+$/, "must be letters, digits, - and _").optional(),
  /** The plan of a user without a subscription. */
  defaultPlan: Text,
});

/** What marketplane.yaml says. Secrets stand in the environment, the file refers to them as ${NAME}. */
export const ControlPlaneConfig = z.strictObject({
  /** Where customers and marketplaces reach the control plane. */
  publicUrl: origin,
  listen: z.strictObject({ host: Text.default("127.0.0.1"), port: z.int().min(0).max(65535).default(8080) }).prefault({}),
  database: z
    .strictObject({
      /** Connection URL of a PostgreSQL server; without it an embedded server runs beside the control plane. */
      url: Secret.optional(),
      /** Folder of the embedded server's data. */
      folder: Text.default(".marketplane/database"),
    })
    .prefault({}),
  /** What the deployment's stack declares too: zone, fallback origin, CNAME target, manifest and the plans' pricings. */
  deployment: DeploymentSettings.omit({ tenants: true }),
  /** What the marketplaces' plan slugs include; those of `deployment.plans`. */
  plans: z.record(Text, Plan).default({}),
  clevercloud: CleverCloud.optional(),
  cloudflareApp: CloudFlareApp.optional(),
  /** Requests of one caller in a minute, and the longest body, in bytes. */
  limits: z
    .strictObject({
      requestsPerMinute: z.int().min(1).default(600),
      bodyBytes: z.int().min(1024).default(64 * 1024),
      requestTimeoutMs: z.int().min(100).default(15_000),
    })
    .prefault({}),
});
export type ControlPlaneConfig = z.infer<typeof ControlPlaneConfig>;
