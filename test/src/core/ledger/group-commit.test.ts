import { expect, it } from "vitest";
import { GroupCommit } from "../../../../src/core/ledger/group-commit.ts";
import { LedgerUnavailableError } from "../../../../src/core/ledger/ledger-unavailable.ts";

it("commits changes that arrive during a commit together, in order, up to the group size", async () => {
  const { group, commits, next } = open({ sizeMax: 3, waitingMax: 10 });

  group.add(1);
  const first = await next();
  for (const item of [2, 3, 4, 5]) {
    group.add(item);
  }
  const closed = group.close();
  first.finish();
  (await next()).finish();
  (await next()).finish();
  await closed;

  expect(commits).toEqual([[1], [2, 3, 4], [5]]);
});

it("continues after it was idle", async () => {
  const { group, commits, next } = open({ sizeMax: 3, waitingMax: 10 });

  group.add(1);
  (await next()).finish();
  await new Promise((resolve) => setImmediate(resolve));
  group.add(2);
  (await next()).finish();

  expect(commits).toEqual([[1], [2]]);
});

it("refuses changes over the limit, and all changes once it is closed, as unavailable", async () => {
  const { group, commits, next } = open({ sizeMax: 10, waitingMax: 2 });

  group.add(1);
  const first = await next();
  group.add(2);
  group.add(3);
  expect(() => group.add(4)).toThrow(LedgerUnavailableError);
  const closed = group.close();
  expect(() => group.add(5)).toThrow(LedgerUnavailableError);
  first.finish();
  (await next()).finish();
  await closed;

  expect(commits).toEqual([[1], [2, 3]]);
});

interface Commit {
  finish(): void;
}

/**
 * A group whose commits end when the test says so. `next` waits for the earliest commit that it has not
 * returned.
 */
function open(options: { sizeMax: number; waitingMax: number }) {
  const commits: number[][] = [];
  const started: Commit[] = [];
  let asked = 0;
  let wake = () => {};
  const group = new GroupCommit<number>({
    ...options,
    commit: (items) =>
      new Promise((finish) => {
        commits.push([...items]);
        started.push({ finish });
        wake();
      }),
  });
  const next = async (): Promise<Commit> => {
    const at = asked++;
    for (;;) {
      const commit = started[at];
      if (commit) {
        return commit;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { group, commits, next };
}
