/** A message for the next page, about the outcome of the action before. */
export interface Flash {
  readonly tone: "good" | "bad";
  readonly text: string;
}
