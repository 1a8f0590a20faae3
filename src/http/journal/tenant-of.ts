import { z } from "zod";
import { parseContainer } from "../../core/redaction/redact-tree.ts";
import type { JournalEntry } from "./journal-entry.ts";

const idPattern = /^[a-z]{26}$/;
const Id = z.string().regex(idPattern);
const Answer = z.object({
  id: Id.optional().catch(undefined),
  response: z.object({ service_id: Id }).optional().catch(undefined),
});

/** The tenant that a marketplace's request concerns, by its path or by the answer to it. */
export function tenantOf({ marketplace, path, answer }: JournalEntry): string | undefined {
  if (marketplace === null) {
    return undefined;
  }
  const inPath = path.split(/[/?]/).find((segment) => idPattern.test(segment));
  if (inPath !== undefined) {
    return inPath;
  }
  const parsed = Answer.safeParse(parseContainer(answer ?? ""));
  return parsed.data?.id ?? parsed.data?.response?.service_id;
}
