import { guardWrites } from "@marketplane/providers/http/write-guard.ts";

/** A resource as a stack has it. */
export interface StackObject {
  readonly urn: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Tells of an object whether it is to stay although a resource of it goes: where another tenant is to have
 * it, and where the resource's own tenant has it by another resource, as when an owner becomes a member.
 */
export type IsShared = (object: StackObject) => Promise<boolean>;

/**
 * Removes an object unless it is needed. Asked at the start, and directly before each call that changes
 * something at the vendor: the retries of a call may wait for minutes, in which another tenant can come to
 * need the object. It then stays where it is.
 */
export async function removeUnlessShared(isNeeded: () => Promise<boolean>, remove: () => Promise<void>): Promise<void> {
  let stays = await isNeeded();
  if (stays) {
    return;
  }
  const ask = async () => {
    stays = await isNeeded();
    if (stays) {
      throw new Error("another tenant needs the object now");
    }
  };
  try {
    await guardWrites(ask, remove);
  } catch (error) {
    if (!stays) {
      throw error;
    }
  }
}
