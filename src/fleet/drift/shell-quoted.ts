/** A text as one word of a POSIX shell, such as a URN with the login o'roe@acme.example in it. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
