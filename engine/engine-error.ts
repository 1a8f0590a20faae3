/** A dead end on the way to an engine: the message names the cause, `remedy` the way out. */
export class EngineError extends Error {
  readonly remedy: string;

  constructor(cause: string, remedy: string, options?: ErrorOptions) {
    super(`${cause}\n${remedy}`, options);
    this.name = "EngineError";
    this.remedy = remedy;
  }
}
