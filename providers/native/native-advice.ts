import { vendorAccounts } from "../vendor-accounts.ts";

const settingKey = new RegExp(`\\b(${vendorAccounts.map(({ name }) => name).join("|")}):(?=\\w)`, "g");

/**
 * A message about settings, for a resource of the native provider: its settings have the namespace
 * `marketplane`.
 */
export function toNativeAdvice(message: string): string {
  return message
    .replaceAll(/`pulumi config set (--secret )?(?=\w+:)/g, "`pulumi config set $1--path ")
    .replaceAll(settingKey, "marketplane:$1.")
    .replaceAll("the resource's MarketplaneProvider", "the resource's provider");
}
