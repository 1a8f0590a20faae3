import { hash } from "node:crypto";
import { sql } from "kysely";
import type pg from "pg";

const mark = "/* prepared */ ";

/**
 * Begins a statement that each connection has the server parse and plan once, at its first use. For few statements, which run
 * often and whose text is the same whatever they are about: the server keeps them for as long as the connection lasts. They
 * name their columns, since a statement with "*" fails once a table has got another one.
 */
export const prepared = sql.raw(mark);

/** Has a connection give marked statements a name, by which the server knows them again. */
export function prepareMarked(client: pg.PoolClient): void {
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const name = names.get(text) ?? hash("sha256", text, "base64url");
    names.set(text, name);
    return name;
  };
  client.query = new Proxy(client.query, {
    apply(query, self, [first, ...rest]) {
      const isMarked = typeof first === "string" && first.startsWith(mark);
      return Reflect.apply(query, self, [isMarked ? { name: nameOf(first), text: first } : first, ...rest]);
    },
  });
}
