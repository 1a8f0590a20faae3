import * as pulumi from "@pulumi/pulumi";
import type { DeploymentSettings } from "./deployment-settings.ts";
import type { Problem } from "./problems.ts";

/** Set to true by a caller that has already checked the deletions, such as the watcher of a branch. */
export const deletionsAllowedVariable = "MARKETPLANE_ALLOW_DELETIONS";

/** The tenants that the stack had after its last update: the keys of its output `hostnames`. */
export async function deployedTenants(): Promise<readonly string[]> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  try {
    const { outputs } = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
    return Object.keys(outputs?.hostnames ?? {});
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    pulumi.log.warn(`deletions of tenants are not limited, since the stack's outputs cannot be read: ${reason}`);
    return [];
  }
}

/**
 * Why an update is rejected that deletes more tenants than marketplane:maxDeletions allows. A moved folder,
 * or files that were not checked out, look like customers who left.
 */
export function deletionProblems(
  before: readonly string[],
  declared: readonly string[],
  { maxDeletions, allowDeletions }: Pick<DeploymentSettings, "maxDeletions" | "allowDeletions">,
): Problem[] {
  const gone = before.filter((id) => !declared.includes(id));
  const share = Number(maxDeletions.slice(0, -1)) / 100;
  const approved = allowDeletions === "true" ? gone.length : Number(allowDeletions === "false" ? 0 : allowDeletions);
  if (gone.length <= before.length * share || gone.length <= approved) {
    return [];
  }
  const names = gone.slice(0, namesMax).join(", ") + (gone.length > namesMax ? ", …" : "");
  const what =
    `would delete ${gone.length} of ${before.length} tenants (${names}), which is more than ${maxDeletions}; if their files ` +
    `are missing by mistake, restore them; if not, run \`pulumi config set marketplane:allowDeletions ${gone.length}\``;
  return [{ where: "this update", what }];
}

/** Number of names in a message. */
const namesMax = 5;
