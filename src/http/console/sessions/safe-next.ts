/** The console page to open after sign-in; the overview if the text is not the address of a console page. */
export function safeNext(text: string | undefined): string {
  const home = "/console";
  if (text === undefined || !URL.canParse(text, "http://console")) {
    return home;
  }
  const { origin, pathname, search } = new URL(text, "http://console");
  const isPage = origin === "http://console" && (pathname === home || pathname.startsWith(`${home}/`));
  return isPage && !pathname.startsWith("/console/sign-") ? `${pathname}${search}` : home;
}
