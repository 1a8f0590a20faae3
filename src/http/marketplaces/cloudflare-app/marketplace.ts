import { redacted } from "@marketplane/providers/http/redact.ts";
import type { CloudFlareApp } from "../../../core/config/marketplaces/cloudflare-app.ts";
import { basicAuthorization, basicMatcher } from "../../kernel/basic-credentials.ts";
import { secretMatcher } from "../../kernel/is-same-secret.ts";
import type { MarketplaceEndpoint, RecordedCall } from "../../kernel/marketplace-endpoint.ts";
import type { Marketplace } from "../marketplace.ts";
import { appRoutes } from "./app-routes.ts";

/** CloudFlare's application platform, which sends one kind of request to one path. */
export const cloudFlareApp: Marketplace = {
  source: "cloudflare-app",
  title: "CloudFlare app",
  titleInSentence: "the CloudFlare app",
  actions: {
    "user-create": "Switched on",
    "user-deactivate": "Switched off",
    "sub-start": "Subscription started",
    "sub-end": "Subscription ended",
  },
  endpoint: ({ cloudflareApp }) => cloudflareApp && toEndpoint(cloudflareApp),
  terms: () => ({}),
  routes(context) {
    const { cloudflareApp } = context.config;
    return cloudflareApp === undefined ? [] : [appRoutes(context, cloudflareApp)];
  },
};

function toEndpoint(settings: CloudFlareApp): MarketplaceEndpoint {
  const { path, basic, pathSecret } = settings;
  const hasAccount = basicMatcher(basic === undefined ? [] : [basic]);
  const isSecret = secretMatcher(pathSecret === undefined ? [] : [pathSecret]);
  return {
    source: "cloudflare-app",
    path,
    frameAncestors: [],
    hasMessage: false,
    isProven: (c) => hasAccount(c) || isSecret(c.req.path.slice(path.length + 1)),
    renew: (recorded) => ({
      path: withPathSecret(recorded, settings),
      authorization: basic && basicAuthorization(basic),
    }),
  };
}

/** The journal does not record the secret, and an unauthenticated request may have had a wrong one. */
function withPathSecret(recorded: RecordedCall, { path, pathSecret }: CloudFlareApp): string {
  if (pathSecret === undefined) {
    return recorded.path;
  }
  return recorded.isProven ? recorded.path.replace(encodeURIComponent(redacted), pathSecret) : `${path}/${pathSecret}`;
}
