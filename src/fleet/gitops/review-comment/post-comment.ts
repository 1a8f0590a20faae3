import { z } from "zod";
import { type ReviewHost, sendToHost } from "./review-host.ts";

const pageSize = 100;
/** Limit of pages searched. */
const pagesMax = 100;

/**
 * Posts a comment on a reviewed change, or replaces the one with the same marker, so that each stack has one
 * comment however often the change is pushed. Throws if the host does not accept it.
 */
export async function postComment(host: ReviewHost, marker: string, text: string): Promise<void> {
  const present = await findComment(host, marker);
  if (present === undefined) {
    await sendToHost(host, "POST", host.comments, { body: text });
  } else {
    await sendToHost(host, host.updateMethod, `${host.updates}/${present}`, { body: text });
  }
}

const Comments = z.array(z.looseObject({ id: z.int(), body: z.string().nullish() }));

async function findComment(host: ReviewHost, marker: string): Promise<number | undefined> {
  for (let page = 1; page <= pagesMax; page += 1) {
    const answer = await sendToHost(host, "GET", `${host.comments}?per_page=${pageSize}&page=${page}`);
    const comments = Comments.parse(answer);
    const found = comments.find(({ body }) => body?.startsWith(marker));
    if (found !== undefined || comments.length < pageSize) {
      return found?.id;
    }
  }
  return undefined;
}
