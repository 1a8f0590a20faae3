import { lookup } from "node:dns/promises";
import { errorText } from "@marketplane/providers/error-text.ts";
import { isLocalUrl } from "../../core/config/is-local-url.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/** Checks that publicUrl uses https, resolves, and reaches the control plane. */
export async function checkPublicUrl(publicUrl: string): Promise<Finding> {
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol !== "https:" && !isLocalUrl(publicUrl)) {
    return problem(
      "publicUrl",
      `${publicUrl} is not https`,
      "Terminate TLS in front: credentials and sign-ins use this URL.",
    );
  }
  try {
    await lookup(hostname.replace(/^\[|\]$/g, ""));
  } catch {
    return problem(
      "publicUrl",
      `${hostname} is not in DNS`,
      "Add a DNS record that points to this machine or its proxy.",
    );
  }
  try {
    const answer = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok
      ? ok("publicUrl", `${publicUrl} answers`)
      : note(
          "publicUrl",
          `${publicUrl}/healthz answers ${answer.status}`,
          "Make sure that the proxy in front forwards every path and the Host header.",
        );
  } catch (error) {
    return note(
      "publicUrl",
      `${publicUrl} does not answer now (${errorText(error)})`,
      "Start `marketplane serve` and the proxy in front of it.",
    );
  }
}
