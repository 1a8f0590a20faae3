import { once } from "node:events";
import { createServer } from "node:http";
import { onTestFinished } from "vitest";

interface Comment {
  readonly id: number;
  body: string;
}

export interface ReviewEmulator {
  readonly url: string;
  readonly comments: Comment[];
}

/**
 * The comments of one pull request at GitHub (docs.github.com/rest/issues/comments) and of one merge request
 * at GitLab (docs.gitlab.com/api/notes), as those pages say: lists are paged by per_page and page, a new
 * comment is answered 201, a changed one 200, a token that is not `token` 401, and any other path 404.
 */
export async function startReviewEmulator(token: string): Promise<ReviewEmulator> {
  const comments: Comment[] = [];
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    const { body } = JSON.parse(text || "{}") as { body?: string };
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const isKnown = request.headers.authorization === `Bearer ${token}` || request.headers["private-token"] === token;
    const { status, value } = isKnown
      ? answerTo({ method: request.method ?? "", url, body: body ?? "" }, comments)
      : { status: 401, value: { message: "Bad credentials" } };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, comments };
}

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

const lists = /^\/repos\/jane\/fleet\/issues\/7\/comments$|^\/projects\/42\/merge_requests\/7\/notes$/;
const singles = /^\/(?:repos\/jane\/fleet\/issues\/comments|projects\/42\/merge_requests\/7\/notes)\/(\d+)$/;

function answerTo({ method, url, body }: Call, comments: Comment[]): { status: number; value: unknown } {
  const { pathname, searchParams } = url;
  if (lists.test(pathname) && method === "GET") {
    const size = Number(searchParams.get("per_page") ?? 20);
    const start = (Number(searchParams.get("page") ?? 1) - 1) * size;
    return { status: 200, value: comments.slice(start, start + size) };
  }
  if (lists.test(pathname) && method === "POST") {
    comments.push({ id: 1000 + comments.length, body });
    return { status: 201, value: comments.at(-1) };
  }
  const id = Number(singles.exec(pathname)?.[1]);
  const present = comments.find((comment) => comment.id === id);
  if (present === undefined || method !== (pathname.startsWith("/repos") ? "PATCH" : "PUT")) {
    return { status: 404, value: { message: "Not Found" } };
  }
  present.body = body;
  return { status: 200, value: present };
}
