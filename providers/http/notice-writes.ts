import type { HttpClient } from "./http-client.ts";

/** The same client, which calls the listener before and after every call that may change something. */
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
