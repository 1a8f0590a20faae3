import type { RateBudget } from "./http/rate-limiter.ts";
import type { SettingKey, Settings } from "./settings.ts";

/** A setting of an account, under one name in the stack's configuration and one in the environment. */
export interface VendorSetting<Vendor extends string = string, Name extends string = string> extends SettingKey {
  readonly key: `${Vendor}:${Name}`;
  readonly env: `${Uppercase<Vendor>}_${string}`;
  /** Whether the value is a secret: never in clear in a state, a log or a process that does not need it. */
  readonly isSecret: boolean;
  /** What the setting is, in one sentence. */
  readonly description: string;
  /** By default a text. */
  readonly type?: "integer" | "map of text";
  /** True if no account can do without it. */
  readonly isRequired?: true;
}

/**
 * An account at a vendor: plain data that costs nothing to load. `Account` is what a program writes for it. A key of
 * `Account` without a setting does not compile.
 */
export interface VendorAccount<Vendor extends string = string, Account extends object = object> {
  readonly name: Vendor;
  /** The vendor's name as people write it. */
  readonly title: string;
  /** Where the vendor's API is, unless the setting `baseUrl` says otherwise. */
  readonly baseUrl: string;
  readonly settings: { readonly [Name in keyof Account & string]-?: VendorSetting<Vendor, Name> } & {
    readonly baseUrl: VendorSetting<Vendor, "baseUrl">;
  };
  /** How many calls the vendor takes of an account in a time, where it documents that. */
  readonly readBudget?: (settings: Settings) => RateBudget;
  /** True where another Pulumi provider reads settings under the same name: an unknown setting may be that provider's. */
  readonly isNamespaceShared?: true;
}
