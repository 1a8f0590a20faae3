import { shorten } from "@marketplane/providers/shorten.ts";
import { z } from "zod";
import type { Answer } from "./caller.ts";
import { expectThat, miss } from "./check.ts";
import { redactBody } from "./redact-body.ts";

const shownLength = 200;

const JsonObject = z.record(z.string(), z.unknown());
export type JsonObject = z.infer<typeof JsonObject>;

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

export function isRefusal({ status }: Answer): boolean {
  return status >= 400 && status < 500;
}

/** The body as a JSON object; undefined if it is not one. */
export function findObject({ text }: Answer): JsonObject | undefined {
  try {
    return JsonObject.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The body of a successful answer. */
export function expectObject(answer: Answer, what: string): JsonObject {
  expectThat(isSuccess(answer), `${what} was answered ${describe(answer)}`);
  return findObject(answer) ?? miss(`the answer to ${what} is not a JSON object: ${describe(answer)}`);
}

/**
 * Asserts that a request was refused for its content. 429 is not such a refusal, because it only means that
 * the caller was too fast.
 */
export function expectRefusal(answer: Answer, what: string): void {
  expectThat(answer.status !== 429, `${what} was answered 429, so the check proves nothing`);
  expectThat(isRefusal(answer), `${what} must be refused with a 4xx status, but was answered ${describe(answer)}`);
}

export function expectStatus(answer: Answer, status: number, what: string): void {
  expectThat(answer.status === status, `${what} must be answered ${status}, but was answered ${describe(answer)}`);
}

/** Status and the beginning of the body, without secrets. */
export function describe({ status, text }: Answer): string {
  const body = redactBody(text.trim());
  if (body === "") {
    return `${status} without a body`;
  }
  return `${status} ${shorten(body, shownLength)}`;
}

/**
 * Asserts that a refusal has a readable reason: `message` as in the vendor's answers, or a problem's detail
 * or title.
 */
export function expectMessage(answer: Answer, what: string): void {
  const body = findObject(answer) ?? {};
  const texts = ["message", "detail", "title", "error", "msg"].map((name) => body[name]);
  const isReadable = texts.some((text) => typeof text === "string" && text.trim() !== "");
  expectThat(isReadable, `${what} was refused without a message in JSON: ${describe(answer)}`);
}

export function expectJsonType(answer: Answer, what: string): void {
  const type = answer.headers.get("content-type") ?? "none";
  expectThat(/^application\/([\w.+-]+\+)?json\b/i.test(type), `${what} was answered with Content-Type ${type}`);
}
