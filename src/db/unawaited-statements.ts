import { sql } from "kysely";
import type pg from "pg";

const mark = "/* unawaited */ ";

/**
 * Begins a statement of a transaction whose answer nobody needs: it counts as done once it is sent, and what follows is sent
 * right behind it, without waiting for the way to the server and back. Where it fails, the server refuses all that follows in
 * the transaction, and the next statement that is waited for, be it the commit, fails with its error.
 */
export const unawaited = sql.raw(mark);

/** Has a connection that pipelines wait neither for marked statements nor for the beginning of a transaction. */
export function sendAhead(client: pg.PoolClient): void {
  let unanswered: Promise<unknown>[] = [];
  client.query = new Proxy(client.query, {
    apply(query, self, [first, ...rest]) {
      const isMarked = typeof first === "string" && first.startsWith(mark);
      const answer: unknown = Reflect.apply(query, self, [isMarked ? first.slice(mark.length) : first, ...rest]);
      if (!(answer instanceof Promise)) return answer;
      if (isMarked || first === "begin") {
        // Whoever waits for a later statement hears of a failure.
        answer.catch(() => undefined);
        unanswered.push(answer);
        return Promise.resolve({ rows: [] });
      }
      const before = unanswered;
      unanswered = [];
      return before.length === 0 || first === "rollback" ? answer : afterAll(before, answer);
    },
  });
}

/** The server answers in order, so that the first failure is the cause of those behind it. */
async function afterAll(before: readonly Promise<unknown>[], answer: Promise<unknown>): Promise<unknown> {
  const answers = await Promise.all([...before, answer]);
  return answers.at(-1);
}
