import type { ServerResponse } from "node:http";
import { finished } from "node:stream";

/**
 * What apifew is told when the consumer went away before the response was over: nginx's "client closed request". The
 * consumer did not get what the fee is for, and every code but 200 is free.
 */
export const statusOfAborted = 499;
/** What apifew is told when the response broke off on our side, after its status had left. */
export const statusOfBroken = 500;

/** A response of Node's HTTP or HTTP/2 server, as far as its end is concerned. */
export type NodeResponse = Pick<ServerResponse, "statusCode" | "errored"> & NodeJS.WritableStream;

/** Calls back once when a response is over, with the status code that stands for it. */
export function onResponseEnd(response: NodeResponse, callback: (statusCode: number) => void): void {
  finished(response, { readable: false }, (error) => {
    if (!error) {
      callback(response.statusCode);
      return;
    }
    callback(response.errored ? statusOfBroken : statusOfAborted);
  });
}
