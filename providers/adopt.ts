import { z } from "zod";
import type { PendingCreate } from "./pending-creates.ts";

const rule = "must be true, false or an existing id";

/**
 * Whether a resource may take over an object that was there before it: true, or the one id that it may take. An object
 * that this very create made, although the answer was lost, needs no leave.
 */
export const Adopt = z.union([z.boolean(), z.string().min(1, rule)], { error: rule });
export type Adopt = z.output<typeof Adopt>;

/** An object is in the way that this resource was not told to take over. */
export class AdoptionRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AdoptionRefusedError";
  }
}

/** Throws unless `adopt` gives leave to take over the object with this id, or it is what an earlier run meant to make. */
export function assertAdoptable(
  adopt: Adopt | undefined,
  existing: { readonly what: string; readonly id: string; readonly code?: string },
  pendingCreate?: PendingCreate,
): void {
  if (adopt === true || adopt === existing.id || pendingCreate) {
    return;
  }
  const code = existing.code === undefined ? "" : ` (${existing.code})`;
  const leave =
    typeof adopt === "string"
      ? `adopt names ${JSON.stringify(adopt)}, which is another one`
      : `to manage it with this resource, set adopt: true, or adopt: ${JSON.stringify(existing.id)}`;
  throw new AdoptionRefusedError(`${existing.what} exists already${code}; ${leave}`);
}
