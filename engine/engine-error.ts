/** No engine can be provided: the message names the cause, `remedy` the fix. */
export class EngineError extends Error {
  readonly remedy: string;

  constructor(cause: string, remedy: string, options?: ErrorOptions) {
    super(`${cause}\n${remedy}`, options);
    this.name = "EngineError";
    this.remedy = remedy;
  }
}
