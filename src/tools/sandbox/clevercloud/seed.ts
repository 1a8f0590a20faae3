import { z } from "zod";

const Secret = z.string().min(35, "Clever Cloud wants at least 35 characters");

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
  /** Id of the manifest and user of the Basic credentials. */
  providerId: z
    .string()
    .regex(/^[a-z0-9_-]+$/, "a provider id is lower case with dashes and underscores")
    .default("sandbox-addon"),
  password: Secret.default("5a4db00000000000000000000000000000000000000000aa"),
  ssoSalt: Secret.default("5a4db00000000000000000000000000000000000000000bb"),
  /** config_vars of the manifest; absent: every name with the manifest's prefix. */
  configVars: z.array(z.string()).optional(),
  /** Plan slugs that the provider endpoint knows. */
  plans: z
    .array(z.string())
    .default(["test", "dev", "free", "basic", "standard", "team", "pro", "premium", "enterprise"]),
  /** Entries per page of GET /vendor/apps when an offset is given. */
  pageSize: z.int().min(1).default(50),
  addons: z.array(AddonSeed).default([]),
});
export type ClevercloudSeed = z.infer<typeof ClevercloudSeed>;
