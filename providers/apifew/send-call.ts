import { z } from "zod";
import type { HttpClient } from "../http/http-client.ts";
import type { Path } from "../http/path.ts";
import { type Advice, withAdvice, withPathAdvice } from "./advice.ts";

export interface CallOptions {
  /** Every call is a POST, so each call states whether it may be repeated; a create never may. */
  readonly isRepeatable?: boolean;
  readonly isRead?: boolean;
  readonly secrets?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Explanations of codes that are specific to this call. */
  readonly advice?: Advice;
  /** The setting for a path that the page misprints, with the printed path. */
  readonly misprint?: { readonly setting: string; readonly printed: string };
  /** Parses a body that is too large to be parsed in one go. */
  readonly parse?: (text: string) => Promise<unknown>;
}

/** A call's response: its data, and apifew's success code. */
export interface Answer<Data> {
  readonly data: Data;
  /** Such as INFO_LICENSE_CREATED; undefined without one. */
  readonly success: string | undefined;
}

/** Sends one call and returns the `data` of its Result object. */
export async function sendCall<Data>(
  http: HttpClient,
  to: Path,
  body: object,
  data: z.ZodType<Data>,
  options: CallOptions = {},
): Promise<Data> {
  return (await sendForAnswer(http, to, body, data, options)).data;
}

/** Sends one call and returns its data with apifew's success code. */
export async function sendForAnswer<Data>(
  http: HttpClient,
  to: Path,
  body: object,
  data: z.ZodType<Data>,
  { advice, misprint, ...options }: CallOptions = {},
): Promise<Answer<Data>> {
  try {
    return await http.send({
      method: "POST",
      path: to,
      body,
      schema: z
        .object({ data, success_msg: z.unknown().optional() })
        .transform((result) => ({ data: result.data, success: successOf(result.success_msg) })),
      ...options,
      isRepeatable: options.isRepeatable ?? false,
      isRead: options.isRead ?? false,
    });
  } catch (error) {
    const advised = withAdvice(error, advice);
    throw misprint ? withPathAdvice(advised, misprint) : advised;
  }
}

/** INFO_X and INFO::X are equivalent; " || " is followed by a parameter. */
function successOf(message: unknown): string | undefined {
  const [text = ""] = typeof message === "string" ? message.split("||") : [];
  const word = text
    .trim()
    .toUpperCase()
    .replaceAll(/[:\s]+/g, "_");
  return word.replace(/_PARAMS$/, "") || undefined;
}
