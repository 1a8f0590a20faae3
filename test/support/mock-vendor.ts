import { MockAgent } from "undici";
import { afterEach } from "vitest";

/** A vendor with scripted answers. An unexpected call fails, and so does an answer that was not requested. */
export function useMockVendor(): { readonly agent: () => MockAgent } {
  let agent: MockAgent | undefined;
  afterEach(async () => {
    const used = agent;
    agent = undefined;
    used?.assertNoPendingInterceptors();
    await used?.close();
  });
  return {
    agent: () => {
      if (!agent) {
        agent = new MockAgent();
        agent.disableNetConnect();
      }
      return agent;
    },
  };
}
