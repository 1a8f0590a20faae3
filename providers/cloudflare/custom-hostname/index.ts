/**
 * Custom hostname of a zone: a customer's name, served by the seller's zone under its own certificate.
 *
 * Life cycle: create looks the name up, adopts or creates it, and waits. Update patches only what differs,
 * and waits. Delete removes it. Every failure after the create keeps the id in the state, and the next run
 * continues from there.
 *
 * Vendor: /zones/{zone}/custom_hostnames. Quirks: ../README.md
 */
import type * as pulumi from "@pulumi/pulumi";
import { assertAdoptable } from "../../adopt.ts";
import { createOnce } from "../../create-once.ts";
import {
  type Change,
  type Context,
  defineResource,
  IncompleteError,
  type Known,
  type MakingContext,
} from "../../define-resource.ts";
import { errorText } from "../../error-text.ts";
import { hasCode } from "../../http/vendor-error.ts";
import { WaitTimeoutError, waitFor } from "../../http/wait-for.ts";
import { ManagedResource, type ResourceArgs } from "../../managed-resource.ts";
import { createHandler } from "../../resource-handler.ts";
import { type CloudflareClient, isUnknownHostname } from "../client.ts";
import { connectCloudflare } from "../connect.ts";
import type { CustomHostname as Wire } from "../schema.ts";
import {
  CustomHostnameInputs,
  CustomHostnameOutputs,
  customHostnameRules,
  type CustomHostnameInputs as Inputs,
  type CustomHostnameState as State,
} from "./inputs.ts";
import {
  idForm,
  idOf,
  ignoredFields,
  observe,
  parseId,
  parseImportId,
  retainedState,
  toAdoptedInputs,
  toCreateBody,
  toPatchBody,
  toState,
} from "./mapping.ts";
import { holdsUploadedKey, sslSecrets } from "./ssl.ts";
import { goneText, isAbandoned, isReached, progressText, terminalReason } from "./status.ts";
import type { ValidationRecord } from "./validation-record.ts";

type HostnameContext = Context<CloudflareClient>;
type CreateContext = MakingContext<CloudflareClient>;

async function findByName(zoneId: string, hostname: string, { client }: HostnameContext): Promise<Wire | undefined> {
  for await (const wire of client.listCustomHostnames(zoneId, { hostname })) {
    if (wire.hostname === hostname) {
      return wire;
    }
  }
  return undefined;
}

async function create(inputs: Inputs, context: CreateContext): Promise<{ id: string; state: State }> {
  const find = () => findByName(inputs.zoneId, inputs.hostname, context);
  const existing = await find();
  if (existing) {
    return adopt(existing, inputs, context);
  }
  try {
    const made = await createOnce({
      create: () => context.client.createCustomHostname(inputs.zoneId, toCreateBody(inputs), sslSecrets(inputs.ssl)),
      find,
      clock: context.clock,
      recordPending: context.recordPending,
    });
    return await waitUntilReady(made, inputs, {}, context);
  } catch (error) {
    // Someone else created it between the lookup and the POST.
    const other = hasCode(error, "1406") ? await find() : undefined;
    if (!other) {
      throw error;
    }
    return adopt(other, inputs, context);
  }
}

async function adopt(existing: Wire, inputs: Inputs, context: CreateContext): Promise<{ id: string; state: State }> {
  const what = `the custom hostname ${inputs.hostname} in zone ${inputs.zoneId}`;
  assertAdoptable(adoptedId(inputs), { what, id: existing.id, code: "1406" }, context.pendingCreate);
  const patched = await patchToDesired(existing, toAdoptedInputs(existing, inputs), inputs, context);
  return waitUntilReady(patched, inputs, {}, context);
}

/**
 * `adopt` may hold Cloudflare's bare id, as its dashboard shows it, or the resource's id, which starts with
 * the zone's.
 */
function adoptedId({ adopt, zoneId }: Inputs): Inputs["adopt"] {
  return typeof adopt === "string" && adopt.startsWith(`${zoneId}/`) ? adopt.slice(zoneId.length + 1) : adopt;
}

/**
 * Sends what differs from the declaration and checks that Cloudflare applied it. Sends nothing if nothing
 * differs.
 */
export async function patchToDesired(
  current: Wire,
  olds: Known<Inputs, State>,
  news: Inputs,
  { client }: HostnameContext,
): Promise<Wire> {
  const { zoneId } = news;
  const body = toPatchBody(olds, news, current);
  if (!body) {
    return current;
  }
  const answer = await client.updateCustomHostname(zoneId, current.id, body, sslSecrets(news.ssl));
  if (isEmpty(ignoredFields(body, news, answer))) {
    return answer;
  }
  const later = await client.getCustomHostname(zoneId, current.id);
  const standing = ignoredFields(body, news, later);
  if (isEmpty(standing)) {
    return later;
  }
  const names = Object.keys(standing).map((name) => (name === "ssl" ? "ssl.method" : name));
  throw new IncompleteError(
    `Cloudflare accepted the change of ${news.hostname} but did not change ${names.join(", ")}`,
    idOf(zoneId, current.id),
    // The state records Cloudflare's values, so that the next run sees the difference and retries.
    { ...toState(later, olds), ...standing },
  );
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

/** Waits until the hostname has reached `waitFor`. A failure keeps the id and everything known so far. */
export async function waitUntilReady(
  made: Wire,
  inputs: Inputs,
  olds: Partial<State>,
  context: HostnameContext,
): Promise<{ id: string; state: State }> {
  const id = idOf(inputs.zoneId, made.id);
  let latest = made;
  let state = toState(made, olds);
  let isFirstLook = true;
  let terminalLooks = 0;
  const look = async (): Promise<true | undefined> => {
    latest = isFirstLook ? made : await context.client.getCustomHostname(inputs.zoneId, made.id);
    isFirstLook = false;
    // Cloudflare shows validation records only for a while, so each poll adds to those already known.
    state = toState(latest, state);
    const reason = inputs.waitFor === "none" ? undefined : terminalReason(latest);
    if (reason) {
      terminalLooks += 1;
      // The response to the PATCH that restarts validation may still show the previous status.
      if (terminalLooks > 1) {
        throw new Error(reason);
      }
      return undefined;
    }
    return isReached(inputs.waitFor, latest) ? true : undefined;
  };
  const what = `${inputs.waitFor} of ${inputs.hostname}`;
  const timeoutMs = inputs.waitTimeoutSeconds * 1000;
  try {
    await waitFor(look, { what, timeoutMs, intervalMs: 500, clock: context.clock });
    return { id, state };
  } catch (error) {
    const reason = errorText(error);
    const progress = error instanceof WaitTimeoutError ? `; ${progressText(latest)}` : "";
    throw new IncompleteError(`${inputs.hostname} exists but is not ready: ${reason}${progress}`, id, state, {
      cause: error,
    });
  }
}

async function read(id: string, known: Known<Inputs, State>, { client }: HostnameContext) {
  const { zoneId, hostnameId } = parseId(id);
  const wire = await client.readCustomHostname(zoneId, hostnameId);
  return wire && observe(zoneId, wire, known);
}

async function update(id: string, change: Change<Inputs, State>, context: HostnameContext): Promise<State> {
  const { zoneId, hostnameId } = parseId(id);
  const { olds, news } = change;
  const current = await context.client.findCustomHostname(zoneId, hostnameId);
  if (!current) {
    throw new Error(goneText(news.hostname));
  }
  const patched = await patchToDesired(current, olds, news, context);
  return (await waitUntilReady(patched, news, retainedState(olds, news), context)).state;
}

async function remove(id: string, _known: unknown, { client }: HostnameContext): Promise<void> {
  const { zoneId, hostnameId } = parseId(id);
  try {
    await client.deleteCustomHostname(zoneId, hostnameId);
  } catch (error) {
    if (!isUnknownHostname(error)) {
      throw error;
    }
  }
}

async function* list({ zoneId }: { readonly zoneId: string }, { client }: HostnameContext) {
  for await (const wire of client.readCustomHostnames(zoneId)) {
    yield observe(zoneId, wire, {});
  }
}

export const customHostname = defineResource({
  type: "cloudflare:CustomHostname",
  module: "cloudflare/custom-hostname",
  inputs: CustomHostnameInputs,
  rules: customHostnameRules,
  outputs: CustomHostnameOutputs,
  replaceOn: ["zoneId", "hostname"],
  uniqueOn: ["zoneId", "hostname"],
  // A change of zone must not interrupt the traffic of the hostname.
  createFirstOn: ["zoneId"],
  deleteBeforeReplace: true,
  hasGlobalIds: true,
  options: ["waitFor", "waitTimeoutSeconds", "adopt"],
  stableOutputs: ["hostnameId", "createdAt"],
  needsRepair: isAbandoned,
  secretWhen: { ssl: holdsUploadedKey },
  importId: { form: idForm, parse: parseImportId },
  connect: connectCloudflare,
  create,
  read,
  update,
  delete: remove,
  list,
});

/** The handler that the engine calls for this resource type. */
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
  declare readonly dcvDelegation: pulumi.Output<State["dcvDelegation"]>;
  declare readonly issuer: pulumi.Output<string | undefined>;
  declare readonly expiresOn: pulumi.Output<string | undefined>;
  declare readonly certificates: pulumi.Output<State["certificates"]>;

  constructor(name: string, args: ResourceArgs<typeof CustomHostnameInputs>, options?: pulumi.CustomResourceOptions) {
    super(customHostname, name, args, options);
  }
}
