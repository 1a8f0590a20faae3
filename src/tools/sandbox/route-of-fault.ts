import type { Fault } from "./faults.ts";
import type { Emulator } from "./sandbox-context.ts";

/** What the journal names calls of no route. */
const unknownRoute = "(unknown)";

/** Why a fault can never meet a call; undefined where it can. */
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
  return `no route of ${whose} is ${[method, route].filter(Boolean).join(" ")}; there are ${list.join(", ")}`;
}

/** True of a route's pattern itself, and of a path that it matches. */
function meets(route: string, pattern: string): boolean {
  const [given, parts] = [route.split("/"), pattern.split("/")];
  const isPath =
    given.length === parts.length && parts.every((part, index) => part.startsWith(":") || part === given[index]);
  return route === pattern || isPath;
}
