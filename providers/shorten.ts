/** The text, or its beginning and an ellipsis: at most `lengthMax` characters in total. */
export function shorten(text: string, lengthMax: number): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax - 1)}…` : text;
}
