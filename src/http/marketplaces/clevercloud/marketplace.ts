import { connectClevercloud } from "@marketplane/providers/clevercloud/connect.ts";
import type { CleverCloud } from "../../../core/config/marketplaces/clevercloud.ts";
import { basicAuthorization, basicMatcher } from "../../kernel/basic-credentials.ts";
import type { MarketplaceEndpoint } from "../../kernel/marketplace-endpoint.ts";
import type { Marketplace } from "../marketplace.ts";
import { addonRoutes } from "./addon-routes.ts";
import { ssoRoutes } from "./sso-routes.ts";

/** Clever Cloud's marketplace of add-ons: orders at the manifest's base_url, sign-in at its sso_url. */
export const cleverCloud: Marketplace = {
  source: "clevercloud",
  title: "Clever Cloud",
  titleInSentence: "Clever Cloud",
  actions: { provision: "Ordered", "change-plan": "Plan changed", deprovision: "Deleted" },
  endpoint: ({ clevercloud }) => clevercloud && toEndpoint(clevercloud),
  terms: ({ clevercloud }) => ({
    configVars: clevercloud?.config ?? {},
    ownerLogin: clevercloud?.ownerLogin === "owner_email" ? undefined : clevercloud?.ownerLogin,
  }),
  billConsumption: (settings) => connectClevercloud(settings).vendorApi.billConsumption,
  fetchOwnerEmail(settings) {
    const { vendorApi } = connectClevercloud(settings);
    return async (addonId) => (await vendorApi.getAddon(addonId)).owner_email;
  },
  routes(context) {
    const { clevercloud } = context.config;
    return clevercloud === undefined ? [] : [addonRoutes(context, clevercloud), ssoRoutes(context, clevercloud)];
  },
};

function toEndpoint(settings: CleverCloud): MarketplaceEndpoint {
  const { path, ssoPath, frameAncestors, providerId: user, password, passwordBefore } = settings;
  const passwords = [password, ...(passwordBefore === undefined ? [] : [passwordBefore])];
  const authorization = basicAuthorization({ user, password });
  return {
    source: "clevercloud",
    path,
    signInPath: ssoPath,
    frameAncestors,
    hasMessage: true,
    isProven: basicMatcher(passwords.map((each) => ({ user, password: each }))),
    renew: (recorded) => ({ path: recorded.path, authorization }),
  };
}
