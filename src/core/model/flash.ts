/** A message for the next page, about the outcome of the last action. */
export interface Flash {
  readonly tone: "good" | "bad";
  readonly text: string;
}
