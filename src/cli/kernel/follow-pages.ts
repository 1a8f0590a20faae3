import { z } from "zod";

const Page = z.looseObject({ next: z.string().nullable() });

/** Collects up to `limit` items from a paged list; `get` fetches the page at a cursor. */
export async function followPages<Item extends z.ZodType>(
  get: (cursor: string | undefined, limit: number) => Promise<unknown>,
  { key, item, limit }: { readonly key: string; readonly item: Item; readonly limit: number },
): Promise<z.output<Item>[]> {
  const items: z.output<Item>[] = [];
  let cursor: string | undefined;
  do {
    const page = Page.parse(await get(cursor, Math.min(limit - items.length, pageMax)));
    items.push(...z.array(item).parse(page[key]));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return items;
}

/** The largest page that the API returns. */
const pageMax = 200;
