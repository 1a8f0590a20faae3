/** Sends requests to vendors. A module of its own, loaded with the first call: a preview makes none. */
import { Agent, type Dispatcher, request } from "undici";

export interface SentRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Shared by all clients of the process: keeps connections alive and limits their number per vendor. */
const sharedAgent = new Agent({ connections: 16, keepAliveTimeout: 10_000 });

export async function sendRequest(url: URL, sent: SentRequest, dispatcher: Dispatcher = sharedAgent): Promise<Answer> {
  const { statusCode, headers, body } = await request(url, { ...sent, dispatcher });
  return { status: statusCode, headers, text: await body.text() };
}
