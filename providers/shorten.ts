/** The text, or its first characters and an ellipsis: at most `lengthMax` characters in all. */
export function shorten(text: string, lengthMax: number): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax - 1)}…` : text;
}
