const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "the address is already in use",
  EACCES: "permission denied (ports below 1024 require root)",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "unknown host",
};

/** Explains why the process cannot listen on an address, and which setting changes the address. */
export function listenError(
  error: unknown,
  { host, port, setting }: { readonly host: string; readonly port: number; readonly setting: string },
): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return new Error(`cannot listen on ${host}, port ${port}: ${reasons[code] ?? String(error)}; set ${setting}`, {
    cause: error,
  });
}
