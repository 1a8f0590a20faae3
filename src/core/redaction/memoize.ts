import { LRUCache } from "lru-cache";

/** Names of headers and fields are few and short. The bound protects against callers that invent names. */
const textsMax = 2_000;
const lengthMax = 64;

/** The same function with a cache of its latest results for short texts. */
export function memoize<Result extends boolean | string>(work: (text: string) => Result): (text: string) => Result {
  const results = new LRUCache<string, Result>({ max: textsMax });
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) {
      return known;
    }
    const result = work(text);
    if (text.length <= lengthMax) {
      results.set(text, result);
    }
    return result;
  };
}
