import { randomBytes } from "node:crypto";
import type { SandboxContext } from "../sandbox-context.ts";
import type { AddonSeed } from "./seed.ts";

/** An add-on at Clever Cloud. */
export interface Addon {
  readonly addonId: string;
  plan: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly userId: string;
  readonly ownerEmail: string;
  region: string;
  name: string;
  config: Record<string, string>;
  readonly consumptions: { readonly cost: number; readonly atMs: number }[];
}

/** A resource in the add-on provider's own service. */
export interface ProviderResource {
  readonly id: string;
  readonly addonId: string;
  plan: string;
  config: Record<string, string>;
  isDeleted: boolean;
  /** The request that created it. A repeated request gets the same answer. */
  readonly request: AddonSeed;
}

/** Both sides of the marketplace: Clever Cloud's add-ons, and the resources of the provider's service. */
export class AddonStore {
  readonly addons = new Map<string, Addon>();
  readonly resources = new Map<string, ProviderResource>();
  readonly resourcesByAddon = new Map<string, ProviderResource>();
  readonly #context: SandboxContext;
  readonly prefix: string;

  constructor(context: SandboxContext) {
    this.#context = context;
    this.prefix = `${context.seed.clevercloud.providerId.toUpperCase().replaceAll("-", "_")}_`;
    for (const seed of context.seed.clevercloud.addons) {
      const resource = this.addResource(seed);
      resource.config = { ...resource.config, ...seed.config };
      this.publish(resource, seed.name);
    }
  }

  addResource(request: AddonSeed): ProviderResource {
    const id = `resource_${randomBytes(8).toString("hex")}`;
    const { addonId, plan } = request;
    const resource = { id, addonId, plan, config: this.#initialConfig(id), isDeleted: false, request };
    this.resources.set(id, resource);
    this.resourcesByAddon.set(addonId, resource);
    return resource;
  }

  /**
   * Registers the add-on with Clever Cloud, as happens once the provisioning call is answered. Then the
   * vendor API knows it.
   */
  publish(resource: ProviderResource, name = resource.request.name): void {
    if (resource.isDeleted) {
      return;
    }
    this.publishOrder({ ...resource.request, config: resource.config, name });
  }

  /** The same for an order that another provider's endpoint answered. */
  publishOrder({
    config,
    name = `My ${this.#context.seed.clevercloud.providerId} instance`,
    ...order
  }: AddonSeed): void {
    if (this.addons.has(order.addonId)) {
      return;
    }
    this.addons.set(order.addonId, { ...order, name, config: this.knownVars(config), consumptions: [] });
  }

  /** Keys that are not config_vars of the manifest are ignored. */
  knownVars(config: Record<string, string>): Record<string, string> {
    const { configVars } = this.#context.seed.clevercloud;
    const isKnown = (name: string) => configVars?.includes(name) ?? name.startsWith(this.prefix);
    return Object.fromEntries(Object.entries(config).filter(([name]) => isKnown(name)));
  }

  #initialConfig(id: string): Record<string, string> {
    return { [`${this.prefix}URL`]: `https://app.saasprovider.com/${id}` };
  }
}
