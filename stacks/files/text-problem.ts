/** A position in a text; line and column start at 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A problem of a file; without a position if the whole file cannot be read. */
export interface TextProblem {
  readonly position?: Position;
  /** The rule, the offending value, and the fix. */
  readonly what: string;
}

/** `file:line:column`, as compilers and editors write it. */
export function placeText(file: string, position: Position | undefined): string {
  return position === undefined ? file : `${file}:${position.line}:${position.column}`;
}
