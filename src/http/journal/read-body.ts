import type { Context } from "hono";

/**
 * The body of a request after its route has answered, as text: what the route has read, else what there is of it up to
 * `bytesMax`. Null where there is none, it is too long, or was taken by somebody who left no copy.
 */
export async function readBody({ req }: Context, bytesMax: number): Promise<string | null> {
  const { bodyCache, raw } = req;
  if (bodyCache.formData !== undefined && bodyCache.arrayBuffer === undefined && bodyCache.text === undefined) {
    return toForm(await bodyCache.formData);
  }
  if (Object.keys(bodyCache).length > 0) {
    return req.text();
  }
  return raw.bodyUsed || raw.body === null ? null : readUpTo(raw.body, bytesMax);
}

function toForm(data: FormData): string {
  const fields = [...data].map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : `[file ${value.name}]`,
  ]);
  return new URLSearchParams(fields).toString();
}

async function readUpTo(stream: ReadableStream<Uint8Array>, bytesMax: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > bytesMax) {
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
