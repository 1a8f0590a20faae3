import { z } from "zod";
import type { HttpClient } from "../http/http-client.ts";
import type { Path } from "../http/path.ts";

export interface CallOptions {
  /** Every call is a POST, so what may be repeated is said call by call; a create never may. */
  readonly isRepeatable?: boolean;
  readonly isRead?: boolean;
  readonly secrets?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends one call and takes `data` out of its Result object. */
export function sendCall<Data>(
  http: HttpClient,
  to: Path,
  body: object,
  data: z.ZodType<Data>,
  options: CallOptions = {},
): Promise<Data> {
  return http.send({
    method: "POST",
    path: to,
    body,
    schema: z.object({ data }).transform((result) => result.data),
    ...options,
    isRepeatable: options.isRepeatable ?? false,
    isRead: options.isRead ?? false,
  });
}
