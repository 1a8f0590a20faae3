import { z } from "@hono/zod-openapi";
import { isStorable } from "../../core/ledger/unstorable-text.ts";

const lengthMax = 1000;

/**
 * An optional text field of a marketplace's request. An unusable value counts as missing and is not refused.
 */
export const optionalText = z
  .unknown()
  .transform((value) => (isUsable(value) ? value : undefined))
  .optional();

/** An optional map of texts. Entries that are not texts are dropped. */
export const optionalTexts = z.unknown().transform(toTexts).optional();

function toTexts(value: unknown): Record<string, string> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return undefined;
  }
  const texts = Object.entries(value).filter(([name, text]) => isUsable(name) && isUsable(text));
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}

function isUsable(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= lengthMax && isStorable(value);
}
