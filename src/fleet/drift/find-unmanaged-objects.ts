/** Objects in the stacks' zones, app and add-on provider that no stack owns. */
import type { ApifewClient } from "@marketplane/providers/apifew/client.ts";
import { type IssuedLicense, loginsOf } from "@marketplane/providers/apifew/issued-license.ts";
import { license } from "@marketplane/providers/apifew/license.ts";
import { licenseAssignment } from "@marketplane/providers/apifew/license-assignment.ts";
import { isSameLogin } from "@marketplane/providers/apifew/login.ts";
import { readIssued } from "@marketplane/providers/apifew/own-licenses.ts";
import { pricing } from "@marketplane/providers/apifew/pricing.ts";
import { user } from "@marketplane/providers/apifew/user.ts";
import type { ClevercloudClient } from "@marketplane/providers/clevercloud/connect.ts";
import type { CloudflareClient } from "@marketplane/providers/cloudflare/client.ts";
import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname.ts";
import { fallbackOrigin } from "@marketplane/providers/cloudflare/fallback-origin.ts";
import type { Clock } from "@marketplane/providers/http/clock.ts";
import type { Finding } from "./drift-report.ts";
import { unmanagedFinding } from "./findings.ts";
import type { OwnedObjects } from "./owned-objects.ts";
import type { Connection } from "./vendor-connections.ts";

interface Search<Client> {
  readonly context: { readonly client: Client; readonly clock: Clock };
  readonly owned: OwnedObjects;
}

/** Every unmanaged object of one account. */
export async function* findUnmanagedObjects(connection: Connection, owned: OwnedObjects): AsyncGenerator<Finding> {
  const { clock } = connection;
  switch (connection.vendor) {
    case "cloudflare":
      yield* atCloudflare({ context: { client: connection.client, clock }, owned });
      return;
    case "apifew":
      yield* atApifew({ context: { client: connection.client, clock }, owned });
      return;
    case "clevercloud":
      yield* atClevercloud({ context: { client: connection.client, clock }, owned });
  }
}

async function* atCloudflare({ context, owned }: Search<CloudflareClient>): AsyncGenerator<Finding> {
  for (const zoneId of owned.zoneIds) {
    const where = `in zone ${zoneId} is in no stack`;
    for await (const { id, inputs } of fallbackOrigin.list({ zoneId }, context)) {
      if (!isOwned(owned, fallbackOrigin.type, id, { zoneId })) {
        const object = { type: fallbackOrigin.type, id, name: inputs.origin };
        yield unmanagedFinding(object, { message: `the fallback origin ${inputs.origin} ${where}` });
      }
    }
    for await (const { id, inputs } of customHostname.list({ zoneId }, context)) {
      if (!isOwned(owned, customHostname.type, id, inputs)) {
        const object = { type: customHostname.type, id, name: inputs.hostname };
        yield unmanagedFinding(object, { message: `the custom hostname ${inputs.hostname} ${where}` });
      }
    }
  }
}

async function* atApifew(search: Search<ApifewClient>): AsyncGenerator<Finding> {
  const { context, owned } = search;
  const issued = await readIssued(context.client);
  const scope = { pricingNames: await pricingNamesOf(issued, search) };
  yield* unmanagedUsers(issued, search);
  for await (const { id, inputs } of pricing.list(scope, context)) {
    if (!owned.has(pricing.type, id)) {
      const object = { type: pricing.type, id, name: inputs.name ?? id };
      // Nobody can make one here, and one that is not sold does no harm.
      yield unmanagedFinding(object, { message: `the pricing ${object.name} is in no stack`, severity: "note" });
    }
  }
  const users = new Map(issued.map(({ key, userLogin }) => [key, userLogin]));
  for await (const { id, inputs, state } of license.list(scope, context)) {
    const keys = state.keys.filter((key) => !owned.licenseKeys.has(key));
    if (keys.length > 0 && !owned.mayBeMade(license.type, inputs)) {
      yield unmanagedLicenses(
        id,
        inputs,
        keys,
        keys.some((key) => users.get(key) !== undefined),
      );
    }
  }
  for await (const { id, inputs } of licenseAssignment.list(scope, context)) {
    const { ownerLogin, userLogin } = inputs;
    // An owner's use of their own license is the License's.
    if (!isSameLogin(ownerLogin, userLogin) && !owned.has(licenseAssignment.type, id)) {
      const message = `the use of a license of ${ownerLogin} by ${userLogin} is in no stack`;
      yield unmanagedFinding({ type: licenseAssignment.type, id, name: userLogin }, { message });
    }
  }
}

/** No call lists users. Those with a license that no resource names are asked for one by one. */
async function* unmanagedUsers(
  issued: readonly IssuedLicense[],
  { context, owned }: Search<ApifewClient>,
): AsyncGenerator<Finding> {
  for (const login of loginsOf([...issued]).filter((name) => !owned.hasLogin(name))) {
    // Whoever left the application may still own a license.
    if (await user.read(login, {}, context)) {
      yield unmanagedFinding(
        { type: user.type, id: login, name: login },
        { message: `the user ${login} is in no stack` },
      );
    }
  }
}

function unmanagedLicenses(
  id: string,
  { ownerLogin, pricingName }: { readonly ownerLogin: string; readonly pricingName?: string | undefined },
  keys: readonly string[],
  isUsed: boolean,
): Finding {
  const which = `${keys.length} license${keys.length === 1 ? "" : "s"} of ${ownerLogin}`;
  const under = pricingName === undefined ? "" : ` under pricing ${JSON.stringify(pricingName)}`;
  const object = { type: license.type, id, name: ownerLogin };
  const are = keys.length === 1 ? "is" : "are";
  return isUsed
    ? unmanagedFinding(object, { message: `${which}${under} ${are} in no stack` })
    : unmanagedFinding(object, {
        // apifew deletes no license: this is what a change of plan, or a customer who left, leaves behind.
        message: `${which}${under} ${are} in no stack, and nobody uses ${keys.length === 1 ? "it" : "them"}`,
        severity: "note",
      });
}

/**
 * Names of all pricings by uid: by what the stacks say, and by the keys that they know. One of which no stack tells the
 * uid is known by its name, so that nothing under it is overlooked.
 */
async function pricingNamesOf(
  issued: readonly IssuedLicense[],
  { context, owned }: Search<ApifewClient>,
): Promise<Record<string, string>> {
  const names = new Map(Object.entries(owned.pricingNames));
  for (const { key, pricing: own } of issued) {
    const uid = owned.pricingOfKey.get(key);
    if (uid !== undefined) {
      names.set(uid, own.name);
    }
  }
  const known = new Set(names.values());
  const others = (await context.client.readRevisions()).filter(({ name }) => !known.has(name));
  return Object.fromEntries([...names, ...others.map(({ name }) => [name, name] as const)]);
}

/** An add-on belongs to a stack that orders it or that sets its config vars. */
async function* atClevercloud({ context, owned }: Search<ClevercloudClient>): AsyncGenerator<Finding> {
  for await (const { addon_id: id, plan } of context.client.vendorApi.listAddons()) {
    const isOurs = ["clevercloud:Addon", "clevercloud:AddonConfig"].some((type) =>
      isOwned(owned, type, id, { addonId: id }),
    );
    if (!isOurs) {
      const message = `the add-on ${id}${plan ? ` with plan ${plan}` : ""} is in no stack`;
      yield unmanagedFinding({ type: "clevercloud:Addon", id, name: id }, { message });
    }
  }
}

function isOwned(owned: OwnedObjects, type: string, id: string, inputs: Readonly<Record<string, unknown>>): boolean {
  return owned.has(type, id) || owned.mayBeMade(type, inputs);
}
