import { z } from "zod";

const Secret = z.string().min(35, "must have at least 35 characters, as Clever Cloud requires");

/** An add-on that was provisioned before the sandbox started. */
export const AddonSeed = z.strictObject({
  addonId: z.string().startsWith("addon_"),
  plan: z.string().default("basic"),
  ownerId: z.string().default("orga_5a4db000-0000-4000-8000-000000000000"),
  ownerName: z.string().default("My Company"),
  userId: z.string().default("user_5a4db000-0000-4000-8000-000000000000"),
  region: z.string().default("EU"),
  ownerEmail: z.string().default("user@example.com"),
  name: z.string().optional(),
  config: z.record(z.string(), z.string()).default({}),
});
export type AddonSeed = z.infer<typeof AddonSeed>;

export const ClevercloudSeed = z.strictObject({
  /** The manifest's id, which is also the user of the Basic credentials. */
  providerId: z
    .string()
    .regex(/^[a-z0-9_-]+$/, "must be lower-case letters, dashes and underscores, as Clever Cloud requires")
    .default("sandbox-addon"),
  password: Secret.default("5a4db00000000000000000000000000000000000000000aa"),
  ssoSalt: Secret.default("5a4db00000000000000000000000000000000000000000bb"),
  /** The manifest's config_vars; without them, every name with the manifest's prefix. */
  configVars: z.array(z.string()).optional(),
  /** The plan slugs of the provider endpoint. */
  plans: z
    .array(z.string())
    .default(["test", "dev", "free", "basic", "standard", "team", "pro", "premium", "enterprise"]),
  /** Entries per page of GET /vendor/apps with an offset. */
  pageSize: z.int().min(1).default(50),
  addons: z.array(AddonSeed).default([]),
});
export type ClevercloudSeed = z.infer<typeof ClevercloudSeed>;
