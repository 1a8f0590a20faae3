import { z } from "zod";
import type { HttpClient } from "../http/http-client.ts";
import { path } from "../http/path.ts";
import { PlanChanged, Provisioned } from "./schema.ts";

/** Sent by Clever Cloud when a customer orders an add-on; the deprecated logplex_token is left out. */
export interface ProvisionBody {
  readonly addon_id: string;
  readonly owner_id: string;
  readonly owner_name: string;
  readonly user_id: string;
  readonly plan: string;
  readonly region: string;
  readonly callback_url: string;
  readonly options: Readonly<Record<string, string>>;
}

export type ProviderClient = ReturnType<typeof createProviderClient>;

/** The calls that Clever Cloud makes to an add-on provider, below the `base_url` of its manifest. */
export function createProviderClient(http: HttpClient) {
  return {
    /** POST {base_url} ("Provisioning") */
    provision: (body: ProvisionBody): Promise<Provisioned> =>
      http.send({
        method: "POST",
        path: path``,
        body,
        // A marketplace retries after a lost response; the provider recognizes the order by addon_id.
        isRepeatable: true,
        schema: Provisioned,
      }),

    /** PUT {base_url}/{id} ("Plan change"); `id` is the provider's own */
    changePlan: (id: string, body: { readonly addon_id: string; readonly plan: string }): Promise<PlanChanged> =>
      http.send({ method: "PUT", path: path`/${id}`, body, schema: PlanChanged }),

    /** DELETE {base_url}/{id} ("Deprovisioning"); `id` is the provider's own */
    deprovision: async (id: string): Promise<void> => {
      await http.send({ method: "DELETE", path: path`/${id}`, schema: z.unknown() });
    },
  };
}
