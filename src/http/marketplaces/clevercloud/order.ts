import { z } from "zod";
import type { Tenant } from "../../../core/model/tenant.ts";

/** The plan of the first call, and the message of its answer. A repeated call gets the same answer. */
export const Order = z.object({ plan: z.string(), message: z.string() });
export type Order = z.infer<typeof Order>;

const Facts = z.object({ order: Order, ownerId: z.string().optional() });

/** The order that created the tenant; undefined if the tenant was not ordered through Clever Cloud. */
export function findOrder({ marketplace }: Tenant): z.infer<typeof Facts> | undefined {
  return Facts.safeParse(marketplace).data;
}
