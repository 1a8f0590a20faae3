import { z } from "zod";
import type { InputFailure } from "../check-inputs.ts";

/**
 * Basic credentials and signatures are sent to these URLs, so plain http is allowed only for a provider on
 * this machine.
 */
export const SecureUrl = endpointUrl("must be an https URL", (url) => url.protocol === "https:");
export const SecureOrLocalUrl = endpointUrl(
  "must be an https URL, or an http one on localhost",
  (url) => url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)),
);

function endpointUrl(rule: string, isAllowed: (url: URL) => boolean) {
  return z
    .string({ error: "must be a string" })
    .superRefine((value, context) => {
      if (!holdsCredentials(value) && !(URL.canParse(value) && isAllowed(new URL(value)))) {
        context.addIssue({ code: "custom", message: rule });
      }
    })
    .transform((value) => value.replace(/\/+$/, ""));
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}

function holdsCredentials(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && (url.username !== "" || url.password !== "");
}

/** Credentials in a URL are rejected here and not by its schema, whose messages show the value. */
export function credentialsFailure(property: string, url: string | undefined): InputFailure | undefined {
  return url !== undefined && holdsCredentials(url)
    ? {
        property,
        reason: "must not contain a user or password; Clever Cloud sends the manifest's (the value is secret)",
      }
    : undefined;
}

/** A resource's id is appended to a base URL. A query or a fragment would swallow it. */
export function appendableFailure(property: string, url: string | undefined): InputFailure | undefined {
  if (url === undefined || !/[?#]/.test(url) || !URL.canParse(url)) {
    return undefined;
  }
  const { origin, pathname } = new URL(url);
  const shown = JSON.stringify(`${origin}${pathname}…`);
  return { property, reason: `must have neither query nor fragment, since ids are appended to it (it is ${shown})` };
}
