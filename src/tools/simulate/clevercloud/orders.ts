import type { Answer } from "../caller.ts";
import { findObject, isRefusal, isSuccess } from "../judge-answer.ts";

export interface ProvisionBody {
  readonly addon_id: string;
  readonly plan: string;
  readonly [field: string]: unknown;
}

/** An order under one addon_id, and the provider's ids for it. More than one id is the provider's mistake. */
export interface Order {
  readonly body: ProvisionBody;
  readonly ids: Set<string>;
  /** True if an answer was lost or not understood. A resource with an unknown id may then exist. */
  isUnclear: boolean;
}

/** All orders that were not taken back. */
export class Orders {
  readonly #orders = new Map<string, Order>();

  /** Records an order before it is sent, so that it is remembered even without an answer. */
  opened(body: ProvisionBody): Order {
    const order = this.#orders.get(body.addon_id) ?? { body, ids: new Set(), isUnclear: false };
    this.#orders.set(body.addon_id, order);
    return order;
  }

  answered(order: Order, answer: Answer): void {
    const id = isSuccess(answer) ? findId(answer) : undefined;
    if (id !== undefined) {
      order.ids.add(id);
    } else if (!isRefusal(answer)) {
      order.isUnclear = true;
    }
  }

  deprovisioned(id: string): void {
    for (const { ids } of this.#orders.values()) {
      ids.delete(id);
    }
  }

  open(): readonly Order[] {
    return [...this.#orders.values()].filter(({ ids, isUnclear }) => ids.size > 0 || isUnclear);
  }
}

/** The provider's id in an answer, even if it is a number, which it must not be. */
function findId(answer: Answer): string | undefined {
  const id = findObject(answer)?.id;
  return (typeof id === "string" && id !== "") || typeof id === "number" ? String(id) : undefined;
}
