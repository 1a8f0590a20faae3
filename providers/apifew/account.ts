import type * as pulumi from "@pulumi/pulumi";
import type { VendorAccount } from "../vendor-account.ts";

/** An app at apifew. */
export interface ApifewAccount {
  readonly key: pulumi.Input<string>;
  readonly baseUrl?: pulumi.Input<string> | undefined;
  /** Other paths for the calls whose path apifew's page misprints. */
  readonly paths?:
    | pulumi.Input<{ readonly licenseRelease?: pulumi.Input<string>; readonly counterRead?: pulumi.Input<string> }>
    | undefined;
}

export const apifewAccount = {
  name: "apifew",
  title: "apifew",
  baseUrl: "https://gw.apifew.com",
  settings: {
    key: {
      key: "apifew:key",
      env: "APIFEW_KEY",
      isSecret: true,
      description: "The provider's key of the application (Apifew-Key).",
      isRequired: true,
    },
    baseUrl: {
      key: "apifew:baseUrl",
      env: "APIFEW_BASE_URL",
      isSecret: false,
      description: "Base URL of the API, such as a sandbox's (default: https://gw.apifew.com).",
    },
    paths: {
      key: "apifew:paths",
      env: "APIFEW_PATHS",
      isSecret: false,
      description: "Other paths for the calls that apifew's page misprints: licenseRelease, counterRead.",
      type: "map of text",
    },
  },
} satisfies VendorAccount<"apifew", ApifewAccount>;
