import { ManifestSecrets } from "@marketplane/providers/clevercloud/addon-manifest/inputs.ts";
import { z } from "zod";

/** Marks a value that the file must not contain, only a reference ${NAME} to the environment. */
const mark = { writeOnly: true };

/** A secret that another party chose. */
export const Secret = z.string({ error: "must be a string" }).min(1, "must not be empty").meta(mark);

/** A secret of the control plane: at least 35 characters, and not one of the vendors' documented examples. */
export const LongSecret = ManifestSecrets.shape.password.meta(mark);

/** Whether a schema is marked as a secret. */
export function isSecret(schema: z.core.$ZodType): boolean {
  return z.globalRegistry.get(schema)?.writeOnly === true;
}
