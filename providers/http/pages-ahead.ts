/** How a listing is gone through page by page. */
export interface PageSource<Page> {
  readonly fetch: (page: number) => Promise<Page>;
  /** The number of pages that an answer lets expect; they are asked for ahead, and no others are. */
  readonly expectedOf: (page: Page) => number;
  /** How many are on their way at once. */
  readonly atOnce: number;
  /** An end to a vendor that never stops answering. */
  readonly pagesMax: number;
}

/**
 * The pages of a listing in their order, from the first one on, for as long as the caller wants more. At a vendor far
 * away, one page after the other is mostly waiting.
 */
export async function* pagesAhead<Page>(source: PageSource<Page>): AsyncGenerator<Page, void, void> {
  const asked: Promise<Page>[] = [];
  let expected = 1;
  let next = 1;
  for (let page = 1; page <= source.pagesMax; page += 1) {
    while (asked.length === 0 || (asked.length < source.atOnce && next <= expected)) {
      const answer = source.fetch(next);
      // A caller that stops early, or fails on an earlier page, never awaits the later pages.
      answer.catch(() => undefined);
      asked.push(answer);
      next += 1;
    }
    const answer = await asked.shift();
    if (answer === undefined) {
      return;
    }
    expected = source.expectedOf(answer);
    yield answer;
  }
}
