import { isDeepStrictEqual } from "node:util";
import { parseJson } from "@marketplane/providers/http/parse-json.ts";
import type { Answer } from "../caller.ts";
import { expectThat, miss } from "../check.ts";
import { describe, expectObject, findObject, type JsonObject } from "../judge-answer.ts";
import type { Parameters } from "./switched-on.ts";

/** Asserts that an act succeeded, and returns its answer. */
export function expectDone(answer: Answer, what: string): JsonObject {
  const body = expectObject(answer, what);
  expectThat(body.result === "success", `${what} must succeed, but was answered ${describe(answer)}`);
  expectMsg(body, answer, what);
  return body;
}

/** Asserts that an act was refused. Any HTTP status is accepted except a server error. */
export function expectNotDone(answer: Answer, what: string): JsonObject {
  expectThat(answer.status < 500, `${what} was answered ${describe(answer)}, which is a server error`);
  const body = findObject(answer) ?? miss(`the answer to ${what} is not a JSON object: ${describe(answer)}`);
  expectThat(body.result === "error", `${what} must have result "error", but was answered ${describe(answer)}`);
  expectMsg(body, answer, what);
  return body;
}

function expectMsg({ msg }: JsonObject, answer: Answer, what: string): void {
  expectThat(typeof msg === "string" && msg.trim() !== "", `${what} was answered without a msg: ${describe(answer)}`);
}

/** Asserts that the answer's `request` contains every parameter with its value. */
export function expectEcho({ request }: JsonObject, parameters: Parameters, what: string): void {
  const echo = typeof request === "object" && request !== null ? Object.entries(request) : [];
  const echoed = new Map<string, unknown>(echo);
  const missing = Object.entries(parameters).filter(([name, value]) => !isEcho(value, echoed.get(name)));
  const names = missing.map(([name]) => name).join(", ");
  expectThat(missing.length === 0, `the answer to ${what} does not return ${names}`);
}

function isEcho(sent: string, echoed: unknown): boolean {
  if (typeof echoed === "object") {
    return isDeepStrictEqual(parseJson(sent), echoed);
  }
  if (typeof echoed === "boolean") {
    return sent === String(echoed) || sent === String(Number(echoed));
  }
  return sent === String(echoed) || (sent === "1" && echoed === "true") || (sent === "0" && echoed === "false");
}
