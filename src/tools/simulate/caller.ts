export interface CallRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly durationMs: number;
}

/** A call and its answer, or the reason why there was none. */
export interface Exchange {
  readonly request: CallRequest;
  readonly answer?: Answer;
  readonly failure?: string;
}

/** The part of fetch that a caller uses. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface CallerOptions {
  readonly fetch: Fetch;
  /** Timeout for an answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** A call got no answer: the connection failed, was closed, or timed out. */
export class NoAnswerError extends Error {
  constructor({ method, url }: CallRequest, reason: string) {
    super(`no answer to ${method} ${new URL(url).pathname}: ${reason}`);
    this.name = "NoAnswerError";
  }
}

/** Sends calls as a marketplace does, without following redirects, and keeps every exchange. */
export class Caller {
  readonly exchanges: Exchange[] = [];
  readonly #options: CallerOptions;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  /** Returns the answer with any status. Throws NoAnswerError if there is none. */
  async call(request: CallRequest): Promise<Answer> {
    try {
      const answer = await this.#send(request);
      this.exchanges.push({ request, answer });
      return answer;
    } catch (error) {
      const failure = this.#describe(error);
      this.exchanges.push({ request, failure });
      throw new NoAnswerError(request, failure);
    }
  }

  async #send({ method, url, headers, body }: CallRequest): Promise<Answer> {
    const startedMs = performance.now();
    const signal = AbortSignal.timeout(this.#options.timeoutMs);
    const response = await this.#options.fetch(url, { method, headers, body, redirect: "manual", signal });
    const text = await response.text();
    const durationMs = Math.round(performance.now() - startedMs);
    return { status: response.status, headers: response.headers, text, durationMs };
  }

  #describe(error: unknown): string {
    if (!(error instanceof Error)) {
      return String(error);
    }
    if (error.name === "TimeoutError") {
      return `none within ${this.#options.timeoutMs} ms`;
    }
    return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
  }
}
