import type { z } from "@hono/zod-openapi";
import { HttpError } from "./problem.ts";
import type { PropertyError } from "./property-error.ts";

type Validation = { readonly success: true } | { readonly success: false; readonly error: z.core.$ZodError };

/** Refuses a request that does not match its schema, naming every invalid property. */
export function refuseInvalid(validation: Validation): void {
  if (validation.success) {
    return;
  }
  const errors: PropertyError[] = validation.error.issues.map(({ path, message }) => ({
    path: path.map(String).join("."),
    message,
  }));
  const detail = errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  throw new HttpError(400, { detail, members: { errors } });
}
