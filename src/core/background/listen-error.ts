const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "something listens there already",
  EACCES: "this user may not listen there (ports below 1024 are the superuser's)",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "no such host is known",
};

/** Why an address cannot be listened on, and what a person sets to have another one. */
export function listenError(
  error: unknown,
  { host, port, setting }: { readonly host: string; readonly port: number; readonly setting: string },
): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return new Error(`cannot listen on ${host}, port ${port}: ${reasons[code] ?? String(error)}; set ${setting}`, {
    cause: error,
  });
}
