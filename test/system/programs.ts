/**
 * The same program in each language: every resource of the package at least once, with an output and a secret
 * output.
 */
import type { RunnableLanguage } from "../support/language-program.ts";

const yaml = `
config:
  zoneId: { type: string }
  baseUrl: { type: string }
resources:
  origin:
    type: marketplane:cloudflare:FallbackOrigin
    properties: { zoneId: "\${zoneId}", origin: proxy-fallback.saasprovider.com }
  shop:
    type: marketplane:cloudflare:CustomHostname
    properties:
      zoneId: "\${zoneId}"
      hostname: shop.acme-shoes.com
      ssl: { method: txt, settings: { minTlsVersion: "1.2" } }
      customMetadata: { plan: basic, seats: 5 }
    options: { dependsOn: ["\${origin}"] }
  monthly:
    type: marketplane:apifew:Pricing
    properties: { uid: ABCDEF1234567890, name: monthly_10 }
  olga:
    type: marketplane:apifew:User
    properties: { login: olga.owner@acme-shoes.com, nameFirst: Olga }
  tom:
    type: marketplane:apifew:User
    properties: { login: tom.colleague@acme-shoes.com }
  olgaTom:
    type: marketplane:apifew:ManagedUser
    properties: { ownerLogin: "\${olga.login}", managedLogin: "\${tom.login}" }
  licenses:
    type: marketplane:apifew:License
    properties: { pricingUid: "\${monthly.uid}", pricingName: monthly_10, ownerLogin: "\${olga.login}", quantity: 2 }
  tomLicense:
    type: marketplane:apifew:LicenseAssignment
    properties:
      pricingUid: "\${monthly.uid}"
      pricingName: monthly_10
      ownerLogin: "\${olga.login}"
      userLogin: "\${tom.login}"
    options: { dependsOn: ["\${licenses}", "\${olgaTom}"] }
  requests:
    type: marketplane:apifew:Counter
    properties: { name: requests, userLogin: "\${olga.login}", value: 0 }
    options: { dependsOn: ["\${licenses}"] }
  addon:
    type: marketplane:clevercloud:Addon
    properties:
      baseUrl: "\${baseUrl}"
      addonId: addon_7d1fd9c8
      ownerId: orga_858600a8
      userId: user_2e7d4c11
      plan: basic
      region: EU
  addonConfig:
    type: marketplane:clevercloud:AddonConfig
    properties:
      addonId: addon_1c1a0b2e
      config: { SHOE_SHOP_URL: https://acme.shoe-shop.com }
      configVars: [SHOE_SHOP_URL]
      onDelete: clear
  manifest:
    type: marketplane:clevercloud:AddonManifest
    properties:
      providerId: shoe-shop
      name: Shoe Shop
      configVars: [SHOE_SHOP_URL]
      regions: [eu]
      production: { baseUrl: https://app.shoe-shop.com/resources, ssoUrl: https://app.shoe-shop.com/sso }
outputs:
  zone:
    fn::invoke: { function: marketplane:cloudflare:getZone, arguments: { name: saasprovider.com }, return: status }
  status: "\${shop.status}"
  keys: "\${licenses.keys}"
`;

const nodejs = `
import { apifew, clevercloud, cloudflare } from "@marketplane/pulumi";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const zoneId = config.require("zoneId");
const origin = new cloudflare.FallbackOrigin("origin", { zoneId, origin: "proxy-fallback.saasprovider.com" });
const shop = new cloudflare.CustomHostname(
  "shop",
  {
    zoneId,
    hostname: "shop.acme-shoes.com",
    ssl: { method: "txt", settings: { minTlsVersion: "1.2" } },
    customMetadata: { plan: "basic", seats: 5 },
  },
  { dependsOn: [origin] },
);
const monthly = new apifew.Pricing("monthly", { uid: "ABCDEF1234567890", name: "monthly_10" });
const olga = new apifew.User("olga", { login: "olga.owner@acme-shoes.com", nameFirst: "Olga" });
const tom = new apifew.User("tom", { login: "tom.colleague@acme-shoes.com" });
const olgaTom = new apifew.ManagedUser("olgaTom", { ownerLogin: olga.login, managedLogin: tom.login });
const pricing = { pricingUid: monthly.uid, pricingName: "monthly_10", ownerLogin: olga.login };
const licenses = new apifew.License("licenses", { ...pricing, quantity: 2 });
new apifew.LicenseAssignment("tomLicense", { ...pricing, userLogin: tom.login }, { dependsOn: [licenses, olgaTom] });
new apifew.Counter("requests", { name: "requests", userLogin: olga.login, value: 0 }, { dependsOn: [licenses] });
new clevercloud.Addon("addon", {
  baseUrl: config.require("baseUrl"),
  addonId: "addon_7d1fd9c8",
  ownerId: "orga_858600a8",
  userId: "user_2e7d4c11",
  plan: "basic",
  region: "EU",
});
new clevercloud.AddonConfig("addonConfig", {
  addonId: "addon_1c1a0b2e",
  config: { SHOE_SHOP_URL: "https://acme.shoe-shop.com" },
  configVars: ["SHOE_SHOP_URL"],
  onDelete: "clear",
});
new clevercloud.AddonManifest("manifest", {
  providerId: "shoe-shop",
  name: "Shoe Shop",
  configVars: ["SHOE_SHOP_URL"],
  regions: ["eu"],
  production: { baseUrl: "https://app.shoe-shop.com/resources", ssoUrl: "https://app.shoe-shop.com/sso" },
});
export const zone = cloudflare.getZoneOutput({ name: "saasprovider.com" }).status;
export const status = shop.status;
export const keys = licenses.keys;
`;

const python = `
import pulumi
from pulumi_marketplane import apifew, clevercloud, cloudflare

config = pulumi.Config()
zone_id = config.require("zoneId")
origin = cloudflare.FallbackOrigin("origin", zone_id=zone_id, origin="proxy-fallback.saasprovider.com")
shop = cloudflare.CustomHostname(
    "shop",
    zone_id=zone_id,
    hostname="shop.acme-shoes.com",
    ssl={"method": "txt", "settings": {"min_tls_version": "1.2"}},
    custom_metadata={"plan": "basic", "seats": 5},
    opts=pulumi.ResourceOptions(depends_on=[origin]),
)
monthly = apifew.Pricing("monthly", uid="ABCDEF1234567890", name="monthly_10")
olga = apifew.User("olga", login="olga.owner@acme-shoes.com", name_first="Olga")
tom = apifew.User("tom", login="tom.colleague@acme-shoes.com")
olga_tom = apifew.ManagedUser("olgaTom", owner_login=olga.login, managed_login=tom.login)
pricing = {"pricing_uid": monthly.uid, "pricing_name": "monthly_10", "owner_login": olga.login}
licenses = apifew.License("licenses", quantity=2, **pricing)
apifew.LicenseAssignment(
    "tomLicense",
    user_login=tom.login,
    opts=pulumi.ResourceOptions(depends_on=[licenses, olga_tom]),
    **pricing,
)
apifew.Counter(
    "requests",
    name="requests",
    user_login=olga.login,
    value=0,
    opts=pulumi.ResourceOptions(depends_on=[licenses]),
)
clevercloud.Addon(
    "addon",
    base_url=config.require("baseUrl"),
    addon_id="addon_7d1fd9c8",
    owner_id="orga_858600a8",
    user_id="user_2e7d4c11",
    plan="basic",
    region="EU",
)
clevercloud.AddonConfig(
    "addonConfig",
    addon_id="addon_1c1a0b2e",
    config={"SHOE_SHOP_URL": "https://acme.shoe-shop.com"},
    config_vars=["SHOE_SHOP_URL"],
    on_delete="clear",
)
clevercloud.AddonManifest(
    "manifest",
    provider_id="shoe-shop",
    name="Shoe Shop",
    config_vars=["SHOE_SHOP_URL"],
    regions=["eu"],
    production={"base_url": "https://app.shoe-shop.com/resources", "sso_url": "https://app.shoe-shop.com/sso"},
)
pulumi.export("zone", cloudflare.get_zone(name="saasprovider.com").status)
pulumi.export("status", shop.status)
pulumi.export("keys", licenses.keys)
`;

const go = `
package main

import (
	"github.com/marketplane/pulumi-marketplane/sdk/go/marketplane/apifew"
	"github.com/marketplane/pulumi-marketplane/sdk/go/marketplane/clevercloud"
	"github.com/marketplane/pulumi-marketplane/sdk/go/marketplane/cloudflare"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		zoneID := pulumi.String(settings.Require("zoneId"))
		origin := must(cloudflare.NewFallbackOrigin(ctx, "origin", &cloudflare.FallbackOriginArgs{
			ZoneId: zoneID,
			Origin: pulumi.String("proxy-fallback.saasprovider.com"),
		}))
		shop := must(cloudflare.NewCustomHostname(ctx, "shop", &cloudflare.CustomHostnameArgs{
			ZoneId:         zoneID,
			Hostname:       pulumi.String("shop.acme-shoes.com"),
			CustomMetadata: pulumi.Map{"plan": pulumi.String("basic"), "seats": pulumi.Int(5)},
		}, pulumi.DependsOn([]pulumi.Resource{origin})))
		monthly := must(apifew.NewPricing(ctx, "monthly", &apifew.PricingArgs{
			Uid:  pulumi.String("ABCDEF1234567890"),
			Name: pulumi.String("monthly_10"),
		}))
		olga := must(apifew.NewUser(ctx, "olga", &apifew.UserArgs{
			Login:     pulumi.String("olga.owner@acme-shoes.com"),
			NameFirst: pulumi.String("Olga"),
		}))
		tom := must(apifew.NewUser(ctx, "tom", &apifew.UserArgs{Login: pulumi.String("tom.colleague@acme-shoes.com")}))
		olgaTom := must(apifew.NewManagedUser(ctx, "olgaTom", &apifew.ManagedUserArgs{
			OwnerLogin:   olga.Login,
			ManagedLogin: tom.Login,
		}))
		licenses := must(apifew.NewLicense(ctx, "licenses", &apifew.LicenseArgs{
			PricingUid:  monthly.Uid,
			PricingName: pulumi.String("monthly_10"),
			OwnerLogin:  olga.Login,
			Quantity:    pulumi.Int(2),
		}))
		must(apifew.NewLicenseAssignment(ctx, "tomLicense", &apifew.LicenseAssignmentArgs{
			PricingUid:  monthly.Uid,
			PricingName: pulumi.String("monthly_10"),
			OwnerLogin:  olga.Login,
			UserLogin:   tom.Login,
		}, pulumi.DependsOn([]pulumi.Resource{licenses, olgaTom})))
		must(apifew.NewCounter(ctx, "requests", &apifew.CounterArgs{
			Name:      pulumi.String("requests"),
			UserLogin: olga.Login,
			Value:     pulumi.Float64(0),
		}, pulumi.DependsOn([]pulumi.Resource{licenses})))
		must(clevercloud.NewAddon(ctx, "addon", &clevercloud.AddonArgs{
			BaseUrl: pulumi.String(settings.Require("baseUrl")),
			AddonId: pulumi.String("addon_7d1fd9c8"),
			OwnerId: pulumi.String("orga_858600a8"),
			UserId:  pulumi.String("user_2e7d4c11"),
			Plan:    pulumi.String("basic"),
			Region:  pulumi.String("EU"),
		}))
		must(clevercloud.NewAddonConfig(ctx, "addonConfig", &clevercloud.AddonConfigArgs{
			AddonId:    pulumi.String("addon_1c1a0b2e"),
			Config:     pulumi.StringMap{"SHOE_SHOP_URL": pulumi.String("https://acme.shoe-shop.com")},
			ConfigVars: pulumi.StringArray{pulumi.String("SHOE_SHOP_URL")},
			OnDelete:   clevercloud.AddonConfigOnDeleteClear,
		}))
		must(clevercloud.NewAddonManifest(ctx, "manifest", &clevercloud.AddonManifestArgs{
			ProviderId: pulumi.String("shoe-shop"),
			Name:       pulumi.String("Shoe Shop"),
			ConfigVars: pulumi.StringArray{pulumi.String("SHOE_SHOP_URL")},
			Regions:    pulumi.StringArray{pulumi.String("eu")},
			Production: &clevercloud.AddonManifestProductionArgs{
				BaseUrl: pulumi.String("https://app.shoe-shop.com/resources"),
				SsoUrl:  pulumi.String("https://app.shoe-shop.com/sso"),
			},
		}))
		zone := must(cloudflare.GetZone(ctx, &cloudflare.GetZoneArgs{Name: "saasprovider.com"}))
		ctx.Export("zone", pulumi.StringPtrFromPtr(zone.Status))
		ctx.Export("status", shop.Status)
		ctx.Export("keys", licenses.Keys)
		return nil
	})
}
`;

export const programs: Readonly<Record<RunnableLanguage, string>> = { yaml, nodejs, python, go };

/** The same program with an update at apifew and Clever Cloud, and a hostname that replaces the previous one. */
export function changedProgram(source: string): string {
  const changes: readonly (readonly [RegExp, string])[] = [
    [/shop\.acme-shoes\.com/, "cafe.acme-shoes.com"],
    [/\bOlga\b/, "Ola"],
    [/https:\/\/acme\.shoe-shop\.com/, "https://acme.shoes.example"],
  ];
  return changes.reduce((text, [old, now]) => {
    if (!old.test(text)) {
      throw new Error(`the program has no ${old}`);
    }
    return text.replace(old, now);
  }, source);
}

/**
 * Existing objects at the vendors that the programs need: the zone's record, the pricing, and an ordered
 * add-on.
 */
export const sandboxSeed = {
  cloudflare: {
    zones: [
      {
        name: "saasprovider.com",
        dnsRecords: [{ type: "A" as const, name: "proxy-fallback", content: "192.0.2.1", proxied: true }],
      },
    ],
  },
  clevercloud: { providerId: "shoe-shop", addons: [{ addonId: "addon_1c1a0b2e" }] },
};
