import type { Answer, Caller } from "../caller.ts";
import { parseCookie } from "./cookie.ts";

const redirectCountMax = 5;

/**
 * Follows redirects from an answer of `url` while they stay on its host, and sends the cookies that were set.
 */
export async function openLanding(caller: Caller, url: string, answer: Answer): Promise<Answer | undefined> {
  const jar = new Map<string, string>();
  let [at, page] = [new URL(url), answer];
  for (let count = 0; count < redirectCountMax && page.headers.has("location"); count += 1) {
    for (const header of page.headers.getSetCookie()) {
      const { name, value } = parseCookie(header);
      jar.set(name, value);
    }
    at = new URL(page.headers.get("location") ?? "", at);
    if (at.host !== new URL(url).host) {
      return undefined;
    }
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    page = await caller.call({ method: "GET", url: at.href, headers: { accept: "text/html", cookie } });
  }
  return page;
}
