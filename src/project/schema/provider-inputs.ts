import type { VendorAccount, VendorSetting } from "@marketplane/providers/vendor-account.ts";
import { settingsIn, vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import { capitalized } from "./named-types.ts";
import type { NamedSpec, ObjectSpec, PropertySpec, PropertySpecs, TypeSpec } from "./specs.ts";

/** The provider's inputs, which are also its configuration in a stack: an account for each vendor. */
export function providerInputs(): PropertySpecs {
  const accounts = vendorAccounts.map(({ name, title }): [string, PropertySpec] => [
    name,
    {
      type: "object",
      $ref: `#/types/${accountToken(name)}`,
      description: `The account at ${title}.`,
      // The SDKs send an account as one text, so that it is secret as a whole.
      secret: true,
    },
  ]);
  return {
    ...Object.fromEntries(accounts),
    bulkReads: {
      type: "string",
      description: `Whether the reads of a run are answered from listings: "on" or "off" (default: "on"). ${environmentText("MARKETPLANE_BULK_READS")}`,
    },
  };
}

/** The types of the accounts, by token. */
export function accountTypes(): Readonly<Record<string, NamedSpec>> {
  return Object.fromEntries(vendorAccounts.map((account) => [accountToken(account.name), accountType(account)]));
}

function accountToken(vendor: string): string {
  return `marketplane:index:${capitalized(vendor)}Account`;
}

function accountType(account: VendorAccount): ObjectSpec {
  const settings = settingsIn(account).map((setting) => ({
    name: setting.key.slice(account.name.length + 1),
    setting,
  }));
  const required = settings.filter(({ setting }) => setting.isRequired).map(({ name }) => name);
  return {
    type: "object",
    description: `An account at ${account.title}.`,
    properties: Object.fromEntries(settings.map(({ name, setting }) => [name, settingSpec(setting)])),
    ...(required.length > 0 ? { required } : {}),
  };
}

function settingSpec({ description, env, isSecret, type }: VendorSetting): PropertySpec {
  return {
    ...typeOf(type),
    description: `${description} ${environmentText(env)}`,
    ...(isSecret ? { secret: true } : {}),
  };
}

/** Not a default of the schema: an SDK would write the variable of one machine into an explicit provider. */
function environmentText(variable: string): string {
  return `The default provider reads the environment variable ${variable} first.`;
}

function typeOf(type: VendorSetting["type"]): TypeSpec {
  switch (type) {
    case "map of text":
      return { type: "object", additionalProperties: { type: "string" } };
    case "integer":
      return { type: "integer" };
    default:
      return { type: "string" };
  }
}
