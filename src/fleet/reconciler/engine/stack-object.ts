import { guardWrites } from "@marketplane/providers/http/write-guard.ts";

/** A resource as a stack has it. */
export interface StackObject {
  readonly urn: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Whether an object must stay although its resource is removed: because another tenant needs it, or because
 * the same tenant has it through another resource, as when an owner becomes a member.
 */
export type IsShared = (object: StackObject) => Promise<boolean>;

/**
 * Removes an object unless it is needed. Checks at the start and directly before each call that changes
 * something at the vendor: retries may wait for minutes, during which another tenant can start to need the
 * object. It then stays.
 */
export async function removeUnlessShared(isNeeded: () => Promise<boolean>, remove: () => Promise<void>): Promise<void> {
  let isKept = await isNeeded();
  if (isKept) {
    return;
  }
  const assertUnneeded = async () => {
    isKept = await isNeeded();
    if (isKept) {
      throw new Error("another tenant needs the object now");
    }
  };
  try {
    await guardWrites(assertUnneeded, remove);
  } catch (error) {
    if (!isKept) {
      throw error;
    }
  }
}
