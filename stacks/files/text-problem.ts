/** A place in a text, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a file; without a position where the file as a whole cannot be read. */
export interface TextProblem {
  readonly position?: Position;
  /** The rule, the value that breaks it, and how to fix it. */
  readonly what: string;
}

/** `file:line:column`, as compilers and editors write it. */
export function placeText(file: string, position: Position | undefined): string {
  return position === undefined ? file : `${file}:${position.line}:${position.column}`;
}
