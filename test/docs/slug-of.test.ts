import { expect, it } from "vitest";
import { slugOf } from "../../docs/.vitepress/slug-of.ts";

// As GitHub generates them on its pages.
it.each([
  ["Where things are", "where-things-are"],
  ["Cloudflare, for real", "cloudflare-for-real"],
  ["What somebody with X can do", "what-somebody-with-x-can-do"],
  ["GET /api/v1/tenants/{id}", "get-apiv1tenantsid"],
  ["--flags & more", "--flags--more"],
  ["user_create", "user_create"],
  ["Ä, ö und ß", "ä-ö-und-ß"],
])("%s has the anchor %s", (heading, anchor) => {
  expect(slugOf(heading)).toBe(anchor);
});
