import type { RateBudget } from "./http/rate-limiter.ts";
import type { SettingKey, Settings } from "./settings.ts";

/** A setting of an account, with its names in the stack's configuration and in the environment. */
export interface VendorSetting<Vendor extends string = string, Name extends string = string> extends SettingKey {
  readonly key: `${Vendor}:${Name}`;
  readonly env: `${Uppercase<Vendor>}_${string}`;
  /**
   * Whether the value is secret: never in plain text in a state, a log or a process that does not need it.
   */
  readonly isSecret: boolean;
  /** What the setting is, in one sentence. */
  readonly description: string;
  /** By default a text. */
  readonly type?: "integer" | "map of text";
  /** True if no account can do without it. */
  readonly isRequired?: true;
}

/**
 * An account at a vendor: plain data that is cheap to load. `Account` is the type that a program writes. A
 * key of `Account` without a setting does not compile.
 */
export interface VendorAccount<Vendor extends string = string, Account extends object = object> {
  readonly name: Vendor;
  /** The vendor's name for messages. */
  readonly title: string;
  /** The vendor's API, unless the setting `baseUrl` overrides it. */
  readonly baseUrl: string;
  readonly settings: { readonly [Name in keyof Account & string]-?: VendorSetting<Vendor, Name> } & {
    readonly baseUrl: VendorSetting<Vendor, "baseUrl">;
  };
  /** The vendor's rate limit per account, if it documents one. */
  readonly readBudget?: (settings: Settings) => RateBudget;
  /**
   * Whether another Pulumi provider reads settings under the same prefix, so that an unknown setting may be
   * that provider's.
   */
  readonly isNamespaceShared?: true;
}
