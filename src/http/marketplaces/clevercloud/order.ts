import { z } from "zod";
import type { Tenant } from "../../../core/model/tenant.ts";

/** The first call's plan and the message it was answered with. A repeated call gets the same answer. */
export const Order = z.object({ plan: z.string(), message: z.string() });
export type Order = z.infer<typeof Order>;

const Facts = z.object({ order: Order, ownerId: z.string().optional() });

/** The order that a tenant stands on; undefined for one that was not ordered by Clever Cloud's call. */
export function findOrder({ marketplace }: Tenant): z.infer<typeof Facts> | undefined {
  return Facts.safeParse(marketplace).data;
}
