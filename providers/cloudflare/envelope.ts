/** Cloudflare's envelope around its responses. */
import { z } from "zod";
import { redact } from "../http/redact.ts";
import { notify } from "../notice.ts";
import { Messages } from "./schema.ts";

export function resultOf<Result>(schema: z.ZodType<Result>) {
  return z.object({ result: schema }).transform((envelope) => envelope.result);
}

/** The result of a change, with Cloudflare's messages. */
export function changeOf<Result>(schema: z.ZodType<Result>) {
  return z.object({ result: schema, messages: Messages });
}

/** Shows Cloudflare's messages of a success, for example that a hostname over the quota is billed. */
export function showMessages(about: string, messages: readonly string[], secrets: readonly string[] = []): void {
  for (const message of messages) {
    notify(redact(`Cloudflare, about ${about}: ${message}`, secrets));
  }
}

/** The readable items of a listing. An unreadable item fails its own read by id, not the whole page. */
export function readItems<Item>(items: readonly unknown[], schema: z.ZodType<Item>): Item[] {
  return items.flatMap((item) => {
    const parsed = schema.safeParse(item);
    if (parsed.success) {
      return [parsed.data];
    }
    const where = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "item"}: ${message}`).join("; ");
    notify(`ignoring ${nameOf(item)} in Cloudflare's listing, which is not as documented: ${where}`);
    return [];
  });
}

const Named = z.object({ hostname: z.string().optional(), name: z.string().optional(), id: z.string().optional() });

function nameOf(item: unknown): string {
  const { hostname, name, id } = Named.safeParse(item).data ?? {};
  return JSON.stringify(hostname ?? name ?? id ?? "an unnamed entry");
}
