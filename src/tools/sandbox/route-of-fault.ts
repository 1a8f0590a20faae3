import type { Fault } from "./faults.ts";
import type { Emulator } from "./sandbox-context.ts";

/** The route of calls that match none, in the call log. */
const unknownRoute = "(unknown)";

/** Why a fault cannot apply to any call; undefined if it can. */
export function faultProblem(
  { vendor, method, route }: Fault,
  vendors: Readonly<Record<string, Emulator>>,
): string | undefined {
  const names = vendor === undefined ? Object.keys(vendors) : [vendor];
  const routes = names.flatMap((name) => (vendors[name]?.app.routes ?? []).filter(({ path }) => !path.endsWith("*")));
  const ofMethod = routes.filter((own) => method === undefined || own.method === "ALL" || own.method === method);
  if (route === unknownRoute || ofMethod.some(({ path }) => route === undefined || meets(route, path))) {
    return undefined;
  }
  const whose = vendor ?? "any vendor";
  const known = [...new Set(ofMethod.map((own) => `${own.method} ${own.path}`))];
  const list = known.length === 0 ? [...new Set(routes.map((own) => `${own.method} ${own.path}`))] : known;
  return `${[method, route].filter(Boolean).join(" ")} is not a route of ${whose} (defined: ${list.join(", ")})`;
}

/** Whether it is a route's pattern, or a path that matches one. */
function meets(route: string, pattern: string): boolean {
  const [given, parts] = [route.split("/"), pattern.split("/")];
  const isPath =
    given.length === parts.length && parts.every((part, index) => part.startsWith(":") || part === given[index]);
  return route === pattern || isPath;
}
