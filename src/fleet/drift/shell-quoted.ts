/** Quotes text as one word for a POSIX shell, such as a URN that contains the login o'roe@acme.example. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
