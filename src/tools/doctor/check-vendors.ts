import { errorText } from "@marketplane/providers/error-text.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import { vendors } from "@marketplane/providers/vendors.ts";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { isVendorCalled } from "../../core/config/vendor-settings.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/** Checks with a read-only call that each vendor in use accepts our credentials. */
export function checkVendors(config: ControlPlaneConfig, settings: Settings): Promise<Finding[]> {
  const called = vendors.filter(({ account }) => isVendorCalled(account.name, config));
  return Promise.all(
    called.map(async ({ account: { title }, connect }) => {
      try {
        const { text, remedy } = await connect(settings).check(config.deployment);
        return remedy === undefined ? ok(title, text) : note(title, text, remedy);
      } catch (error) {
        return problem(
          title,
          errorText(error),
          "Set its credentials in the environment, and make sure that it is reachable.",
        );
      }
    }),
  );
}
