import { z } from "@hono/zod-openapi";
import { isStorable } from "../../core/ledger/unstorable-text.ts";

const limitMax = 200;

/** Limits for the number of entries on a page. */
export const LimitParam = z.coerce
  .number({ error: "must be a number" })
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(limitMax, `must be at most ${limitMax}`)
  .default(50)
  .openapi({ description: "Maximum number of entries on the page." });

/** The cursor at which a page begins. */
export const CursorParam = z.string().max(200).optional().openapi({ description: "`next` of the previous page." });

/** A text that the database can store and compare. */
export const StorableText = z
  .string()
  .max(500, "must have at most 500 characters")
  .refine(isStorable, "must be well-formed Unicode without U+0000");

/** A time that limits a list. */
export const InstantParam = z.iso.datetime({ offset: true, error: "must be a time such as 2026-11-22T08:00:00Z" });
