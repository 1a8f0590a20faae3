import { z } from "zod";

/** Whether a URL contains a user or a password. */
export const hasUserPart = (text: string) => {
  const { username = "", password = "" } = URL.parse(text) ?? {};
  return username !== "" || password !== "";
};

export const Text = z.string({ error: "must be a string" }).min(1, "must not be empty");
export const HttpUrl = z
  .url({ protocol: /^https?$/, error: "must be an http(s) URL" })
  .refine((url) => !hasUserPart(url), "must not contain a user or a password");
/** Scheme, host and port only: paths are separate settings. */
export const Origin = HttpUrl.refine(
  (url) => !URL.canParse(url) || new URL(url).origin === url.replace(/\/$/, ""),
  "must be only scheme, host and port, such as https://cp.saasprovider.com",
).overwrite((url) => url.replace(/\/$/, ""));
export const Path = z
  .string({ error: "must be a string" })
  .regex(/^(\/[\w.~-]+)+$/, "must be a path without a trailing slash, such as /clevercloud/resources");
