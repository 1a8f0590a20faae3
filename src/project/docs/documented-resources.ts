import { counter } from "@marketplane/providers/apifew/counter.ts";
import { license } from "@marketplane/providers/apifew/license.ts";
import { licenseAssignment } from "@marketplane/providers/apifew/license-assignment.ts";
import { managedUser } from "@marketplane/providers/apifew/managed-user.ts";
import { pricing } from "@marketplane/providers/apifew/pricing.ts";
import { user } from "@marketplane/providers/apifew/user.ts";
import { addon } from "@marketplane/providers/clevercloud/addon.ts";
import { addonConfig } from "@marketplane/providers/clevercloud/addon-config.ts";
import { addonManifest } from "@marketplane/providers/clevercloud/addon-manifest.ts";
import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname.ts";
import { fallbackOrigin } from "@marketplane/providers/cloudflare/fallback-origin.ts";
import type { SecretNames } from "@marketplane/providers/secret-marks.ts";
import type { z } from "zod";

/** What a page tells of a resource by itself. */
export interface DocumentedResource extends SecretNames {
  readonly type: string;
  readonly module: string;
  readonly inputs: z.ZodObject;
  readonly outputs: readonly string[];
  readonly replaceOn: readonly string[];
  readonly createFirstOn?: readonly string[];
  readonly deleteBeforeReplace?: true;
  readonly options?: readonly string[];
}

/** Every resource, in the order of the index. */
export const documentedResources: readonly DocumentedResource[] = [
  customHostname,
  fallbackOrigin,
  user,
  managedUser,
  pricing,
  license,
  licenseAssignment,
  counter,
  addonManifest,
  addon,
  addonConfig,
];

/** The page of a resource, from the folder of the reference. */
export function pageOf({ module }: Pick<DocumentedResource, "module">): string {
  return `${module}.md`;
}

/** Its name in a program: "cloudflare.CustomHostname". */
export function nameOf({ type }: Pick<DocumentedResource, "type">): string {
  return type.replace(":", ".");
}
