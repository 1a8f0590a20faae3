import type { HttpClient } from "./http-client.ts";

/** The same client, which tells of every call that may change something: before it leaves and after its answer. */
export function noticeWrites(http: HttpClient, notice: () => void): HttpClient {
  return {
    send: async (request) => {
      if (request.isRead ?? request.method === "GET") {
        return http.send(request);
      }
      notice();
      try {
        return await http.send(request);
      } finally {
        notice();
      }
    },
  };
}
