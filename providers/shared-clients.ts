import { createHash } from "node:crypto";

/**
 * One client for each account in a process: resources of all types then share what it knows of the vendor, and its
 * budget. The account is kept as a hash, since its credentials are part of it.
 */
export function sharedClients<Client>(): (account: readonly string[], connect: () => Client) => Client {
  const clients = new Map<string, Client>();
  return (account, connect) => {
    const key = createHash("sha256").update(JSON.stringify(account)).digest("hex");
    const existing = clients.get(key);
    if (existing !== undefined) {
      return existing;
    }
    const client = connect();
    clients.set(key, client);
    return client;
  };
}
