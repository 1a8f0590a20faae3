import type * as pulumi from "@pulumi/pulumi";
import type { VendorAccount } from "../vendor-account.ts";

/** An app at apifew. */
export interface ApifewAccount {
  readonly key: pulumi.Input<string>;
  readonly baseUrl?: pulumi.Input<string> | undefined;
  /** Other paths for the calls that apifew's page misprints. */
  readonly paths?:
    | pulumi.Input<{ readonly licenseRelease?: pulumi.Input<string>; readonly counterRead?: pulumi.Input<string> }>
    | undefined;
}

export const apifewAccount = {
  name: "apifew",
  title: "apifew",
  baseUrl: "https://gw.apifew.com",
  settings: {
    key: { key: "apifew:key", env: "APIFEW_KEY", isSecret: true },
    baseUrl: { key: "apifew:baseUrl", env: "APIFEW_BASE_URL", isSecret: false },
    paths: { key: "apifew:paths", env: "APIFEW_PATHS", isSecret: false },
  },
} satisfies VendorAccount<"apifew", ApifewAccount>;
