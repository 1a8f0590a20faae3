import { Channel, connectivityState, credentials } from "@grpc/grpc-js";

/** The longest that a timer takes: the connection is never given up for being idle. */
const neverMs = 2 ** 31 - 1;

/** Calls `onLost` once when the connection to the engine ends: an engine that is killed sends no signal. */
export function watchEngine(address: string, onLost: () => void): void {
  const channel = new Channel(address, credentials.createInsecure(), { "grpc.client_idle_timeout_ms": neverMs });
  const follow = (state: connectivityState): void => {
    channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () => {
      if (state === connectivityState.READY) {
        onLost();
      } else {
        follow(channel.getConnectivityState(true));
      }
    });
  };
  follow(channel.getConnectivityState(true));
}
