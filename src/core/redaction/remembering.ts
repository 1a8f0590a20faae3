/** Names of headers and fields are few and short; callers who make up others get no more memory than this. */
const textsMax = 2_000;
const lengthMax = 64;

/** The same function, which remembers its results for short texts. */
export function remembering<Result>(work: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = work(text);
    if (text.length <= lengthMax && results.size < textsMax) results.set(text, result);
    return result;
  };
}
