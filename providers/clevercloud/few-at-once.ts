import type { HttpClient } from "../http/http-client.ts";

/** Lets a bounded number of calls run at one time; the others wait in the order in which they came. */
export class FewAtOnce {
  readonly #countMax: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#countMax) {
      // Whoever leaves hands its place on, so nobody can slip in between.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await call();
    } finally {
      const next = this.#waiting.shift();
      if (next) {
        next();
      } else {
        this.#running -= 1;
      }
    }
  }

  /** The same client, whose calls, their repetitions and pauses included, take one place each. */
  limit(http: HttpClient): HttpClient {
    return { send: (request) => this.run(() => http.send(request)) };
  }
}
