/**
 * Custom hostname of a zone: a customer's name, served by the vendor's zone under a certificate of its own.
 * Vendor: /zones/{zone}/custom_hostnames. Quirks: README.md of this folder.
 */
import type * as pulumi from "@pulumi/pulumi";
import { assertAdoptable } from "../adopt.ts";
import { createOnce } from "../create-once.ts";
import { type Change, type Context, defineResource, IncompleteError, type Known } from "../define-resource.ts";
import { isKind } from "../http/vendor-error.ts";
import { WaitTimeoutError, waitFor } from "../http/wait-for.ts";
import { ManagedResource, type ResourceArgs } from "../managed-resource.ts";
import { createHandler } from "../resource-handler.ts";
import type { CloudflareClient } from "./client.ts";
import { connectCloudflare } from "./connect.ts";
import {
  CustomHostnameInputs,
  customHostnameRules,
  type CustomHostnameInputs as Inputs,
  type CustomHostnameState as State,
} from "./custom-hostname-inputs.ts";
import { idOf, observe, parseId, toCreateBody, toInputs, toPatchBody, toState } from "./custom-hostname-mapping.ts";
import { isAbandoned, isReached, progressText, terminalReason } from "./hostname-status.ts";
import type { CustomHostname as Wire } from "./schema.ts";
import { holdsUploadedKey, sslSecrets } from "./ssl.ts";
import type { ValidationRecord } from "./validation-record.ts";

type HostnameContext = Context<CloudflareClient>;

async function findByName(zoneId: string, hostname: string, { client }: HostnameContext): Promise<Wire | undefined> {
  for await (const wire of client.listCustomHostnames(zoneId, { hostname })) {
    if (wire.hostname === hostname) {
      return wire;
    }
  }
  return undefined;
}

async function create(inputs: Inputs, context: HostnameContext): Promise<{ id: string; state: State }> {
  const { zoneId, hostname } = inputs;
  const find = () => findByName(zoneId, hostname, context);
  const existing = await find();
  if (existing) {
    const what = `the custom hostname ${hostname} in zone ${zoneId}`;
    assertAdoptable(inputs.adopt, { what, id: existing.id, code: "1406" });
    const brought = await bringInLine(existing, toInputs(existing, inputs), inputs, context);
    return settle(brought, inputs, {}, context);
  }
  const made = await createOnce({
    create: () => context.client.createCustomHostname(zoneId, toCreateBody(inputs), sslSecrets(inputs.ssl)),
    find,
    clock: context.clock,
  });
  return settle(made, inputs, {}, context);
}

/** Sends the difference between what is and what should be; where there is none, it sends nothing. */
async function bringInLine(
  current: Wire,
  olds: Known<Inputs, State>,
  news: Inputs,
  context: HostnameContext,
): Promise<Wire> {
  const body = toPatchBody(olds, news, current);
  return body ? context.client.updateCustomHostname(news.zoneId, current.id, body, sslSecrets(news.ssl)) : current;
}

/** Waits as far as the inputs ask. From here on the id is never lost: a failure keeps it with what is known. */
async function settle(
  made: Wire,
  inputs: Inputs,
  olds: Partial<State>,
  context: HostnameContext,
): Promise<{ id: string; state: State }> {
  const id = idOf(inputs.zoneId, made.id);
  let latest = made;
  let isFirstLook = true;
  const look = async (): Promise<Wire | undefined> => {
    latest = isFirstLook ? made : await context.client.getCustomHostname(inputs.zoneId, made.id);
    isFirstLook = false;
    if (isReached(inputs.waitFor, latest)) {
      return latest;
    }
    const reason = terminalReason(latest);
    if (reason) {
      throw new Error(reason);
    }
    return undefined;
  };
  const what = `${inputs.waitFor} of ${inputs.hostname}`;
  const timeoutMs = inputs.waitTimeoutSeconds * 1000;
  try {
    const reached = await waitFor(look, { what, timeoutMs, intervalMs: 500, clock: context.clock });
    return { id, state: toState(reached, olds) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const progress = error instanceof WaitTimeoutError ? `; ${progressText(latest)}` : "";
    throw new IncompleteError(
      `${inputs.hostname} exists but is not ready: ${reason}${progress}`,
      id,
      toState(latest, olds),
      { cause: error },
    );
  }
}

async function read(id: string, known: Known<Inputs, State>, { client }: HostnameContext) {
  const { zoneId, hostnameId } = parseId(id);
  try {
    return observe(zoneId, await client.getCustomHostname(zoneId, hostnameId), known);
  } catch (error) {
    if (isKind(error, "not-found")) {
      return undefined;
    }
    throw error;
  }
}

async function update(id: string, change: Change<Inputs, State>, context: HostnameContext): Promise<State> {
  const { zoneId, hostnameId } = parseId(id);
  const { olds, news } = change;
  const current = await context.client.getCustomHostname(zoneId, hostnameId);
  const brought = await bringInLine(current, olds, news, context);
  // Another certificate asks for other records: the old ones must not outlive it.
  const kept = change.isChanged("ssl") ? { ...olds, validationRecords: [] } : olds;
  return (await settle(brought, news, kept, context)).state;
}

async function remove(id: string, _known: unknown, { client }: HostnameContext): Promise<void> {
  const { zoneId, hostnameId } = parseId(id);
  try {
    await client.deleteCustomHostname(zoneId, hostnameId);
  } catch (error) {
    if (!isKind(error, "not-found")) {
      throw error;
    }
  }
}

async function* list({ zoneId }: { readonly zoneId: string }, { client }: HostnameContext) {
  for await (const wire of client.listCustomHostnames(zoneId)) {
    yield observe(zoneId, wire, {});
  }
}

export const customHostname = defineResource({
  type: "cloudflare:CustomHostname",
  module: "cloudflare/custom-hostname",
  inputs: CustomHostnameInputs,
  rules: customHostnameRules,
  outputs: [
    "hostnameId",
    "status",
    "sslStatus",
    "sslCertificateAuthority",
    "verificationErrors",
    "validationErrors",
    "validationRecords",
    "ownershipVerification",
    "ownershipVerificationHttp",
    "createdAt",
  ],
  replaceOn: ["zoneId", "hostname"],
  // A move to another zone must not take the name off the air in between.
  createFirstOn: ["zoneId"],
  options: ["waitFor", "waitTimeoutSeconds", "adopt"],
  needsRepair: isAbandoned,
  secretWhen: { ssl: holdsUploadedKey },
  connect: connectCloudflare,
  create,
  read,
  update,
  delete: remove,
  list,
});

/** What the engine calls for a resource of this type. */
export const handler = createHandler(customHostname);

/**
 * Custom hostname of a Cloudflare zone.
 *
 * @example
 * new CustomHostname("acme", {
 *   zoneId,
 *   hostname: "shop.acme-shoes.com",
 *   ssl: { method: "http", settings: { minTlsVersion: "1.2" } },
 * });
 */
export class CustomHostname extends ManagedResource<typeof CustomHostnameInputs> {
  declare readonly zoneId: pulumi.Output<string>;
  declare readonly hostname: pulumi.Output<string>;
  declare readonly hostnameId: pulumi.Output<string>;
  declare readonly status: pulumi.Output<string>;
  declare readonly sslStatus: pulumi.Output<string | undefined>;
  declare readonly sslCertificateAuthority: pulumi.Output<string | undefined>;
  declare readonly verificationErrors: pulumi.Output<readonly string[]>;
  declare readonly validationErrors: pulumi.Output<readonly string[]>;
  declare readonly validationRecords: pulumi.Output<readonly ValidationRecord[]>;
  declare readonly ownershipVerification: pulumi.Output<State["ownershipVerification"]>;
  declare readonly ownershipVerificationHttp: pulumi.Output<State["ownershipVerificationHttp"]>;
  declare readonly createdAt: pulumi.Output<string | undefined>;

  constructor(name: string, args: ResourceArgs<typeof CustomHostnameInputs>, options?: pulumi.CustomResourceOptions) {
    super(customHostname, name, args, options);
  }
}
