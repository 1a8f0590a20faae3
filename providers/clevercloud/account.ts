import type * as pulumi from "@pulumi/pulumi";
import type { VendorAccount } from "../vendor-account.ts";

/** An add-on provider at Clever Cloud. */
export interface ClevercloudAccount {
  readonly providerId: pulumi.Input<string>;
  readonly password: pulumi.Input<string>;
  readonly baseUrl?: pulumi.Input<string> | undefined;
}

export const clevercloudAccount = {
  name: "clevercloud",
  title: "Clever Cloud",
  baseUrl: "https://api.clever-cloud.com/v2",
  settings: {
    providerId: {
      key: "clevercloud:providerId",
      env: "CLEVERCLOUD_PROVIDER_ID",
      isSecret: false,
      description: "The add-on provider's id, as in its manifest.",
      isRequired: true,
    },
    password: {
      key: "clevercloud:password",
      env: "CLEVERCLOUD_PROVIDER_PASSWORD",
      isSecret: true,
      description: "The password in the add-on provider's manifest.",
      isRequired: true,
    },
    baseUrl: {
      key: "clevercloud:baseUrl",
      env: "CLEVERCLOUD_BASE_URL",
      isSecret: false,
      description: "Base URL of the API, such as a sandbox's (default: https://api.clever-cloud.com/v2).",
    },
  },
} satisfies VendorAccount<"clevercloud", ClevercloudAccount>;
