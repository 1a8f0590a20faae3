import { vendorSettings } from "@marketplane/providers/vendor-accounts.ts";
import type { Problem } from "./problems.ts";
import type { StackConfig } from "./stack-config.ts";

/**
 * Credentials in plain text in the configuration: the engine would write them so into the stack's state.
 * Missing ones are reported by the resources that need them.
 */
export function credentialProblems({ values, secretKeys }: StackConfig): Problem[] {
  return vendorSettings
    .filter(({ key, isSecret }) => isSecret && values[key] && !secretKeys.includes(key))
    .map(({ key }) => ({
      where: `configuration ${key}`,
      what: `is stored in plain text; run \`pulumi config set --secret ${key}\` and enter the value again`,
    }));
}
