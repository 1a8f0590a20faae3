import { sql } from "kysely";
import type pg from "pg";

const mark = "/* unawaited */ ";

/**
 * Begins a statement of a transaction whose answer nobody needs: it counts as done at once, and leaves together with the next
 * one that is waited for, which saves a way to the server and back. Where it fails, the server refuses all that follows in the
 * transaction, and the one that is waited for, be it the commit, fails with its error.
 */
export const unawaited = sql.raw(mark);

/** Has a connection that pipelines wait neither for marked statements nor for the beginning of a transaction. */
export function sendAhead(client: pg.PoolClient): void {
  const { stream } = client.connection;
  let unanswered: Promise<unknown>[] = [];
  client.query = new Proxy(client.query, {
    apply(query, self, [first, ...rest]) {
      const isMarked = typeof first === "string" && first.startsWith(mark);
      const send = () => Reflect.apply(query, self, [isMarked ? first.slice(mark.length) : first, ...rest]);
      if (isMarked || first === "begin") {
        if (unanswered.length === 0) stream.cork();
        const answer: Promise<unknown> = send();
        // Whoever waits for a later one hears of it.
        answer.catch(() => undefined);
        unanswered.push(answer);
        return Promise.resolve({ rows: [] });
      }
      const answer = send();
      if (unanswered.length === 0) return answer;
      stream.uncork();
      const before = unanswered;
      unanswered = [];
      return first === "rollback" ? answer : afterAll(before, answer);
    },
  });
}

/** The server answers in order, so that the first failure is the cause of those behind it. */
async function afterAll(before: readonly Promise<unknown>[], answer: Promise<unknown>): Promise<unknown> {
  const answers = await Promise.all([...before, answer]);
  return answers.at(-1);
}
