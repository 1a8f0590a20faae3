import type { Context, MiddlewareHandler } from "hono";
import { setCookie } from "hono/cookie";
import { type DetectorOptions, detectFromCookie, detectFromHeader, detectFromQuery } from "hono/language";
import { type Language, languageCodes } from "./texts/languages.ts";

const maxAge = 365 * 24 * 60 * 60;

const options: DetectorOptions = {
  supportedLanguages: [...languageCodes],
  fallbackLanguage: "en",
  lookupQueryString: "lang",
  lookupCookie: "marketplane-language",
  lookupFromHeaderKey: "accept-language",
  lookupFromPathIndex: 0,
  order: ["querystring", "cookie", "header"],
  caches: false,
  ignoreCase: true,
};

/** The language of a page: from ?lang=, else from the cookie of an earlier choice, else from the browser. */
export function languageOf(c: Context): Language {
  const found = detectFromQuery(c, options) ?? detectFromCookie(c, options) ?? detectFromHeader(c, options);
  return languageCodes.find((code) => code === found) ?? "en";
}

/** Stores the language requested by ?lang= in a cookie. */
export function keepLanguage(publicUrl: string): MiddlewareHandler {
  const attributes = publicUrl.startsWith("https:")
    ? // In the console's iframe this is a third-party cookie.
      ({ secure: true, sameSite: "None", partitioned: true } as const)
    : ({ sameSite: "Lax" } as const);
  return async (c, next) => {
    await next();
    const asked = detectFromQuery(c, options);
    if (asked !== undefined) {
      setCookie(c, options.lookupCookie, asked, { ...attributes, path: "/", httpOnly: true, maxAge });
    }
  };
}
