import { z } from "zod";

/** A pricing's uid as apifew's website shows it. */
export const PricingUid = z
  .string({ error: "must be a string" })
  .regex(/^[0-9A-Za-z]{1,64}$/, "must be a pricing's uid, letters and digits such as ABCDEF1234567890");

/** A pricing's name on apifew's website, without the revision. */
export const PricingName = z
  .string({ error: "must be a string" })
  .regex(/^\S(.*\S)?$/, "must be the pricing's name as on apifew's website")
  .refine((name) => !/\srev\.?\s*\d+$/i.test(name), "must be the pricing's name without its revision");
