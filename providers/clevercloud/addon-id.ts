/** Ids and names that Clever Cloud passes to a provider. They keep the vendor's prefix. */
import { z } from "zod";

export const AddonId = z
  .string({ error: "must be a string" })
  .regex(/^addon_[\w-]+$/, "must be Clever Cloud's id of the add-on, such as addon_1c1a0b2e");

export const OwnerId = z
  .string({ error: "must be a string" })
  .regex(/^(orga|user)_[\w-]+$/, "must be the id of an organisation or a user, such as orga_858600a8 or user_2e7d4c11");

export const UserId = z
  .string({ error: "must be a string" })
  .regex(/^user_[\w-]+$/, "must be the id of a user, such as user_2e7d4c11");

/** The slug of a plan, taken literally: slugs such as S, 4xl and team-2 are all in use. */
export const Plan = z
  .string({ error: "must be a string" })
  .regex(/^\S+$/, "must be the slug of a plan, not its name: a text without spaces");

/** A region. Not validated further: the page uses EU and eu, and others exist. */
export const Region = z.string({ error: "must be a string" }).regex(/^\S+$/, "must be a region such as EU");
