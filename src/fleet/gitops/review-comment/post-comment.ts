import { z } from "zod";
import { type ReviewHost, sendToHost } from "./review-host.ts";

const pageSize = 100;
/** A hundred pages of comments are more than people read. */
const pagesMax = 100;

/**
 * Shows a text beside a change that is reviewed, in the place of the one with the same marker from before, so that there is one
 * comment of a stack however often the change is pushed. Throws when the host does not take it.
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
