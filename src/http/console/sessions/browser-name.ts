/** In order of precedence: most browsers' User-Agent names several. */
const browsers = [
  ["Edg/", "Edge"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;
const systems = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
] as const;

/** The name of a browser, such as "Firefox on Linux"; its User-Agent if it is not a known one. */
export function browserName(agent: string | null): string {
  if (agent === null) {
    return "unknown";
  }
  const browser = browsers.find(([sign]) => agent.includes(sign))?.[1];
  const system = systems.find(([sign]) => agent.includes(sign))?.[1];
  return browser !== undefined && system !== undefined ? `${browser} on ${system}` : agent;
}
