/**
 * The tokens that were used, by their hashes. The default ledger is in memory. A product that runs in several
 * processes can provide a shared one, such as a table with the hash as its key.
 */
export interface TokenLedger {
  /** Claims a token for one request: returns "claimed" only for the first one. */
  claim(tokenId: string): Promise<"claimed" | "in-flight" | "spent">;
  /** Records that the request is over, with any outcome. */
  spend(tokenId: string): Promise<void>;
}

/**
 * The ledger of one process. It remembers the last `spentMax` used tokens, and those in flight, whose number
 * the server's connections limit. apifew itself rejects older tokens as consumed.
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
