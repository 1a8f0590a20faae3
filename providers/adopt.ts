import { z } from "zod";
import type { PendingCreate } from "./pending-creates.ts";

const rule = "must be true, false or an existing id";

/**
 * Whether a resource may adopt an existing object: true, or the id of the one object. An object that an
 * interrupted run of the same create made needs no permission.
 */
export const Adopt = z.union([z.boolean(), z.string().min(1, rule)], { error: rule });
export type Adopt = z.output<typeof Adopt>;

/** The object exists and the resource has no permission to adopt it. */
export class AdoptionRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AdoptionRefusedError";
  }
}

/**
 * Throws unless `adopt` permits adopting the object with this id, or an interrupted run of this create made
 * it.
 */
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
