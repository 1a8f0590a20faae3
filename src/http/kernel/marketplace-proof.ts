import type { Context } from "hono";
import { auth } from "hono/utils/basic-auth";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { secretMatcher } from "./is-same-secret.ts";

type Marketplaces = Pick<ControlPlaneConfig, "clevercloud" | "cloudflareApp">;

/** Whether a request brings the credentials of the marketplace whose endpoint it was sent to. */
export type MarketplaceProof = (c: Context, endpoint: "clevercloud" | "cloudflare-app") => boolean;

export function marketplaceProof({ clevercloud, cloudflareApp }: Marketplaces): MarketplaceProof {
  const { providerId = "", password, passwordBefore } = clevercloud ?? {};
  const passwords = [password, passwordBefore].filter((each) => each !== undefined);
  const isAddons = secretMatcher(passwords.map((each) => accountText(providerId, each)));
  const { basic, pathSecret, path = "" } = cloudflareApp ?? {};
  const isApp = secretMatcher(basic === undefined ? [] : [accountText(basic.user, basic.password)]);
  const isSecret = secretMatcher(pathSecret === undefined ? [] : [pathSecret]);
  return (c, endpoint) => {
    const given = auth(c.req.raw);
    const account = given === undefined ? "" : accountText(given.username, given.password);
    if (endpoint === "clevercloud") return isAddons(account);
    return isApp(account) || isSecret(c.req.path.slice(path.length + 1));
  };
}

const accountText = (user: string, password: string) => JSON.stringify([user, password]);
