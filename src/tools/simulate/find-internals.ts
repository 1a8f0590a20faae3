const patterns: readonly (readonly [string, RegExp])[] = [
  ["a JavaScript stack trace", /^\s*at .+:\d+:\d+\)?$/m],
  ["a JavaScript stack trace", /\\n\s+at .+:\d+:\d+/],
  ["a Python stack trace", /Traceback \(most recent call last\)/],
  ["a Java stack trace", /\bat [\w$.]+\([\w$]+\.(java|scala|kt):\d+\)|Exception in thread "/],
  ["a Go stack trace", /\bgoroutine \d+ \[/],
  ["a Ruby stack trace", /\.rb:\d+:in /],
  ["a PHP stack trace", /\.php(:| on line )\d+|Stack trace:/],
  ["an Elixir stack trace", /\.exs?:\d+: /],
  [
    "a file of the server",
    /\/node_modules\/|\/site-packages\/|\/usr\/(src|local)\/|(?<!\w)\/home\/\w+\/|[A-Z]:\\\\?\w+\\/,
  ],
  ["a database error", /SQLSTATE|\bPG::|syntax error at or near|violates \w+( \w+)* constraint|ORA-\d{5}/],
];

export function findSecret(text: string, secrets: readonly string[]): string | undefined {
  return secrets.some((secret) => secret !== "" && text.includes(secret)) ? "a shared secret" : undefined;
}

/** Names the server internals that the body of a refusal or failure contains; undefined if there are none. */
export function findInternals(text: string): string | undefined {
  return patterns.find(([, pattern]) => pattern.test(text))?.[0];
}
