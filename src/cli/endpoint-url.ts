import { z } from "zod";

/** An endpoint; a message about it does not show it, for somebody may have put credentials there. */
export const EndpointUrl = z
  .string({ error: "is required: the endpoint's http(s) URL" })
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "must be an http(s) URL")
  .refine(
    (text) => !URL.canParse(text) || (new URL(text).username === "" && new URL(text).password === ""),
    "must hold no user and password: they come from the environment",
  )
  .refine((text) => !/[?#]/.test(text), "must have neither query nor fragment")
  .transform((text) => text.replace(/\/+$/, ""));
