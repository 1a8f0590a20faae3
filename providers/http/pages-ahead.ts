/** How to read a listing page by page. */
export interface PageSource<Page> {
  readonly fetch: (page: number) => Promise<Page>;
  /** The expected number of pages according to a response; only these are requested ahead. */
  readonly expectedOf: (page: Page) => number;
  /** Maximum number of concurrent requests. */
  readonly atOnce: number;
  /** Ends the listing if the vendor never stops responding. */
  readonly pagesMax: number;
}

/**
 * The pages of a listing in order, as long as the caller wants more. Requesting a distant vendor's pages one
 * after the other would mostly be waiting.
 */
export async function* pagesAhead<Page>(source: PageSource<Page>): AsyncGenerator<Page, void, void> {
  const asked: Promise<Page>[] = [];
  let expected = 1;
  let next = 1;
  for (let page = 1; page <= source.pagesMax; page += 1) {
    while (asked.length === 0 || (asked.length < source.atOnce && next <= expected)) {
      const answer = source.fetch(next);
      // If the caller stops early or fails on an earlier page, nothing awaits the later pages.
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
