import { request } from "undici";

const timeoutMs = 10_000;
const excerptLength = 200;

/** The host rejected a status. */
export class StatusRefusedError extends Error {
  override readonly name = "StatusRefusedError";
  readonly status: number;
  /** The response body. */
  readonly answer: string;

  constructor(url: string, status: number, answer: string) {
    super(`POST ${url} failed with status ${status}: ${answer.slice(0, excerptLength)}`);
    this.status = status;
    this.answer = answer;
  }
}

/** Posts JSON. Throws StatusRefusedError for any response but 2xx. */
export async function sendJson(url: string, headers: Readonly<Record<string, string>>, body: unknown): Promise<void> {
  const response = await request(url, {
    method: "POST",
    headers: { "user-agent": "marketplane", "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const text = await response.body.text();
  if (response.statusCode < 200 || response.statusCode > 299) {
    throw new StatusRefusedError(url, response.statusCode, text);
  }
}
