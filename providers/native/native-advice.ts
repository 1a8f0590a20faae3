import type { Handler } from "../describe-resource.ts";
import { SettingsError } from "../settings.ts";
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

/**
 * The same handler. A setting that is missing outside of a check, as in a refresh, is reported the same way.
 */
export function adviseNatively(handler: Handler): Handler {
  const advised =
    <Args extends unknown[], Result>(method: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> =>
      method(...args).catch((error: unknown) => {
        throw error instanceof SettingsError ? new SettingsError(toNativeAdvice(error.message)) : error;
      });
  const { create, read, update, delete: remove } = handler;
  return {
    ...handler,
    create: advised(create),
    read: advised(read),
    update: advised(update),
    delete: advised(remove),
  };
}
