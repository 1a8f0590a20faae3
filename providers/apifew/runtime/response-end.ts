import type { ServerResponse } from "node:http";
import { finished } from "node:stream";

/**
 * The status reported to apifew when the consumer disconnected before the response ended: nginx's "client
 * closed request". The consumer did not get what the fee pays for, and every code except 200 is free.
 */
export const statusOfAborted = 499;
/** The status reported to apifew when the response failed on our side after its status was sent. */
export const statusOfBroken = 500;

/** The parts of a Node HTTP or HTTP/2 response that show how it ended. */
export type NodeResponse = Pick<ServerResponse, "statusCode" | "errored"> & NodeJS.WritableStream;

/** Calls back once when a response has ended, with the status code to report for it. */
export function onResponseEnd(response: NodeResponse, callback: (statusCode: number) => void): void {
  finished(response, { readable: false }, (error) => {
    if (!error) {
      callback(response.statusCode);
      return;
    }
    callback(response.errored ? statusOfBroken : statusOfAborted);
  });
}
