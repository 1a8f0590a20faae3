/** Path and query of a page of the console to go to after signing in; the overview for whatever else a link may say. */
export function safeNext(text: string | undefined): string {
  const home = "/console";
  if (text === undefined || !URL.canParse(text, "http://console")) {
    return home;
  }
  const { origin, pathname, search } = new URL(text, "http://console");
  const isPage = origin === "http://console" && (pathname === home || pathname.startsWith(`${home}/`));
  return isPage && !pathname.startsWith("/console/sign-") ? `${pathname}${search}` : home;
}
