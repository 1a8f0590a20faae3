import type { Context } from "hono";

/**
 * Records what a route passes to c.json and c.body, and returns a function that reads the answer's text
 * afterwards. Copying the Response would cost as much as the rest of the request, so this happens only to
 * answers made in other ways.
 */
export function watchAnswer(c: Context): () => Promise<string | null> {
  let said: unknown;
  const noting = <Method extends Context["json"] | Context["body"]>(method: Method) =>
    new Proxy(method, {
      apply(target, self, args) {
        said = args[0];
        return Reflect.apply(target, self, args);
      },
    });
  c.json = noting(c.json);
  c.body = noting(c.body);
  return async () => {
    if (typeof said === "string") {
      return said;
    }
    if (typeof said === "object" && said !== null && isJson(c.res)) {
      return JSON.stringify(said);
    }
    return c.res.body === null ? null : c.res.clone().text();
  };
}

function isJson({ headers }: Response): boolean {
  return headers.get("Content-Type")?.startsWith("application/json") ?? false;
}
