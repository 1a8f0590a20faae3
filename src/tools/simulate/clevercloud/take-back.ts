import { errorText } from "@marketplane/providers/error-text.ts";
import type { Answer } from "../caller.ts";
import { isRefusal, isSuccess } from "../judge-answer.ts";
import type { Order, Orders, ProvisionBody } from "./orders.ts";

const attemptCountMax = 3;
const conflict = 409;
const tooManyRequests = 429;

interface Calls {
  provision(body: ProvisionBody): Promise<Answer>;
  deprovision(id: string): Promise<Answer>;
}

/** Whether a deprovisioning left nothing: it succeeded, or there was nothing to delete. */
export function isGone(answer: Answer): boolean {
  return isSuccess(answer) || answer.status === 404 || answer.status === 410;
}

/** Deprovisions every order. Returns the ones that failed. */
export async function takeBack(orders: Orders, calls: Calls): Promise<string[]> {
  const leftBehind: string[] = [];
  for (const order of orders.open()) {
    const addonId = order.body.addon_id;
    if (order.ids.size === 0 && !(await isClearedUp(order, calls))) {
      leftBehind.push(`perhaps ${addonId}: its provisioning was never clearly answered`);
    }
    for (const id of [...order.ids]) {
      const problem = await remove(id, calls);
      if (problem !== undefined) {
        leftBehind.push(`${addonId}, which the provider calls ${id}: ${problem}`);
      }
    }
  }
  return leftBehind;
}

/** Repeats an order whose answer was lost: the answer is then an id or a clear refusal. */
async function isClearedUp(order: Order, { provision }: Calls): Promise<boolean> {
  try {
    const answer = await provision(order.body);
    const isUndecided = answer.status === conflict || answer.status === tooManyRequests;
    return order.ids.size > 0 || (isRefusal(answer) && !isUndecided);
  } catch {
    return false;
  }
}

async function remove(id: string, { deprovision }: Calls): Promise<string | undefined> {
  let problem: string | undefined;
  for (let attempt = 0; attempt < attemptCountMax; attempt += 1) {
    try {
      const answer = await deprovision(id);
      if (isGone(answer)) {
        return undefined;
      }
      problem = `its deprovisioning was answered ${answer.status}`;
    } catch (error) {
      problem = errorText(error);
    }
  }
  return problem;
}
