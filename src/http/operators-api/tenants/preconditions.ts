import { z } from "@hono/zod-openapi";
import { HttpError } from "../../kernel/problem.ts";
import type { TenantView } from "./tenant-view.ts";

const tag = '(W\\/)?"[!#-~\\x80-\\xff]*"[ \\t]*';
/** "*" or a list of entity tags; list elements may be empty (RFC 9110, 5.6.1 and 8.8.3). */
const tags = new RegExp(`^(\\*|(,[ \\t]*)*${tag}(,[ \\t]*(${tag})?)*)$`);

const EntityTags = z.string().regex(tags, 'must be * or ETags from a GET, such as "3"').optional();

const IfNoneMatch = EntityTags.openapi({
  description: "Refuses the request if the tenant has one of these ETags; a GET then answers 304.",
  example: '"3-5xG0kVQpTf8"',
});

/** The preconditions of a route that reads a tenant. */
export const ReadConditions = z.object({ "if-none-match": IfNoneMatch });

/** The preconditions of a route that changes a tenant. */
export const ChangeConditions = z.object({
  "if-match": EntityTags.openapi({
    description: "The tenant's ETag known to the caller; the request is refused at any other generation.",
    example: '"3"',
  }),
  "if-none-match": IfNoneMatch,
});

/** Throws if the preconditions do not allow changing the tenant's current generation. */
export type AssertGeneration = (generation: number) => void;

/**
 * Compares generations instead of whole ETags: a change concerns the desired state, so a newer observed state
 * is no conflict. Weak ETags are accepted too, because a compressing proxy makes ours weak.
 */
export function toAssertGeneration(conditions: z.infer<typeof ChangeConditions>): AssertGeneration {
  const match = conditions["if-match"];
  const noneMatch = conditions["if-none-match"];
  return (generation) => {
    if (match !== undefined && !isMatch(match, (opaque) => isOfGeneration(opaque, generation))) {
      const required = opaqueTags(match).join(" or ");
      const detail = `The tenant is at generation ${generation}, but If-Match requires ${required}: read the tenant again.`;
      throw new HttpError(412, { detail });
    }
    if (noneMatch !== undefined && isMatch(noneMatch, (opaque) => isOfGeneration(opaque, generation))) {
      throw new HttpError(412, {
        detail: `If-None-Match excludes the tenant's current generation, ${generation}.`,
      });
    }
  };
}

/** Whether the caller of a GET already has the answer with this ETag. */
export function isKnown({ "if-none-match": known }: z.infer<typeof ReadConditions>, etag: string): boolean {
  return known !== undefined && isMatch(known, (opaque) => `"${opaque}"` === etag);
}

function isMatch(header: string, isIt: (opaque: string) => boolean): boolean {
  return header === "*" || opaqueTags(header).some(isIt);
}

/** The tags without quotes and without the prefix of a weak tag. */
function opaqueTags(header: string): string[] {
  return [...header.matchAll(/"([^"]*)"/g)].map(([, opaque = ""]) => opaque);
}

function isOfGeneration(opaque: string, generation: TenantView["generation"]): boolean {
  return opaque.split("-", 1)[0] === String(generation);
}
