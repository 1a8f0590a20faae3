import { z } from "zod";

/** Whether a URL holds a user or a password. */
export const hasUserPart = (text: string) => {
  const { username = "", password = "" } = URL.parse(text) ?? {};
  return username !== "" || password !== "";
};

export const Text = z.string({ error: "must be a text" }).min(1, "must not be empty");
export const HttpUrl = z
  .url({ protocol: /^https?$/, error: "must be an http(s) URL" })
  .refine((url) => !hasUserPart(url), "must hold no user and no password");
/** Scheme, host and port alone: paths are settings of their own. */
export const Origin = HttpUrl.refine(
  (url) => !URL.canParse(url) || new URL(url).origin === url.replace(/\/$/, ""),
  "must be scheme, host and port alone, such as https://cp.saasprovider.com",
).overwrite((url) => url.replace(/\/$/, ""));
export const Path = z
  .string({ error: "must be a text" })
  .regex(/^(\/[\w.~-]+)+$/, "must be a path such as /clevercloud/resources, without a slash at its end");
