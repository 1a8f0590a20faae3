/** In the order of asking: most browsers claim to be several. */
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

/** What people call the browser that calls itself so, such as "Firefox on Linux"; its own words where it is none of those. */
export function browserName(agent: string | null): string {
  if (agent === null) {
    return "unknown";
  }
  const browser = browsers.find(([sign]) => agent.includes(sign))?.[1];
  const system = systems.find(([sign]) => agent.includes(sign))?.[1];
  return browser !== undefined && system !== undefined ? `${browser} on ${system}` : agent;
}
