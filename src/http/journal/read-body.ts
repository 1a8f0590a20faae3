import type { Context } from "hono";

/**
 * The body of an answered request as text: the copy that the route has read, otherwise up to `bytesMax` of
 * what has arrived. Null without a body, if it is too long, or if it was consumed without a copy.
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
