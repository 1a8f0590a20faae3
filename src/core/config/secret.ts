import { ManifestSecrets } from "@marketplane/providers/clevercloud/addon-manifest/inputs.ts";
import { z } from "zod";

/** Marks a value that never stands in the file itself: there is only a reference ${NAME} to the environment. */
const mark = { writeOnly: true };

/** A secret that somebody else chose. */
export const Secret = z.string({ error: "must be a text" }).min(1, "must not be empty").meta(mark);

/** A secret of ours: at least 35 characters, and none of those that stand in the vendors' pages. */
export const LongSecret = ManifestSecrets.shape.password.meta(mark);

/** True of a schema that stands for a secret. */
export function isSecret(schema: z.core.$ZodType): boolean {
  return z.globalRegistry.get(schema)?.writeOnly === true;
}
