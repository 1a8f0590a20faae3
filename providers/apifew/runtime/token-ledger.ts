/**
 * Which tokens were seen. A token is named by its hash. One in memory is made by default; a product that runs in several
 * processes may bring one that they share, such as a table with the hash as its key.
 */
export interface TokenLedger {
  /** Claims a token for one request: "claimed" only for the first request. */
  claim(tokenId: string): Promise<"claimed" | "in-flight" | "spent">;
  /** The request is over, with any outcome. */
  spend(tokenId: string): Promise<void>;
}

/**
 * The ledger of one process. It remembers the last `spentMax` tokens that were used, and those in flight, which its server's
 * connections bound. Of an older one apifew says itself that it was consumed.
 */
export function createMemoryLedger(spentMax: number): TokenLedger {
  const inFlight = new Set<string>();
  const spent = new Set<string>();
  return {
    claim: async (tokenId) => {
      if (inFlight.has(tokenId)) {
        return "in-flight";
      }
      if (spent.has(tokenId)) {
        return "spent";
      }
      inFlight.add(tokenId);
      return "claimed";
    },
    spend: async (tokenId) => {
      inFlight.delete(tokenId);
      spent.add(tokenId);
      const [oldest] = spent;
      if (spent.size > spentMax && oldest !== undefined) {
        spent.delete(oldest);
      }
    },
  };
}
