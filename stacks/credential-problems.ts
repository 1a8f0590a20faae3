import { vendorSettings } from "@marketplane/providers/vendor-accounts.ts";
import * as pulumi from "@pulumi/pulumi";
import { isSecretSetting } from "./deployment-settings.ts";
import type { Problem } from "./problems.ts";

/**
 * Credentials in clear in the configuration: the engine would write them in clear into the stack's state.
 * Missing ones are reported by the resources that need them.
 */
export function credentialProblems(): Problem[] {
  const configured = pulumi.runtime.allConfig();
  return vendorSettings
    .filter(({ key, isSecret }) => isSecret && configured[key] && !isSecretSetting(key))
    .map(({ key }) => ({
      where: `configuration ${key}`,
      what: `is stored in clear text; run \`pulumi config set --secret ${key}\` and enter the value again`,
    }));
}
