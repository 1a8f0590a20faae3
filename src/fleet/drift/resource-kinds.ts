/** Every type of resource that drift is looked for in. */
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
import { assignmentProblem, hostnameProblem, licenseProblem, originProblem } from "./problems.ts";
import { kindOf, type ResourceKind, unreadableKind } from "./resource-kind.ts";
import { apifewOf, clevercloudOf, cloudflareOf } from "./vendor-connections.ts";

const atCloudflare = { vendor: "cloudflare", clientOf: cloudflareOf } as const;
const atApifew = { vendor: "apifew", clientOf: apifewOf } as const;
const atClevercloud = { vendor: "clevercloud", clientOf: clevercloudOf } as const;

const kinds: readonly ResourceKind[] = [
  kindOf(fallbackOrigin, { ...atCloudflare, problemOf: originProblem }),
  kindOf(customHostname, { ...atCloudflare, problemOf: hostnameProblem }),
  kindOf(pricing, { ...atApifew, repairedOutput: "outdatedLicenses" }),
  kindOf(user, atApifew),
  unreadableKind(managedUser, { vendor: "apifew", isAtVendor: true }),
  kindOf(license, { ...atApifew, problemOf: licenseProblem }),
  kindOf(licenseAssignment, { ...atApifew, problemOf: assignmentProblem }),
  kindOf(counter, atApifew),
  unreadableKind(addonManifest, { vendor: "clevercloud", isAtVendor: false }),
  kindOf(addon, atClevercloud),
  kindOf(addonConfig, atClevercloud),
];

const byEngineType = new Map(kinds.map((kind) => [`pulumi-nodejs:${kind.type}`, kind]));

/** The kind of a resource in a state, undefined of one that is not ours. */
export function findKind(engineType: string): ResourceKind | undefined {
  return byEngineType.get(engineType);
}
