import { lookup } from "node:dns/promises";
import { errorText } from "@marketplane/providers/error-text.ts";
import { isLocalUrl } from "../../core/config/is-local-url.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/** Whether the world can find the control plane where its configuration says, by https. */
export async function checkPublicUrl(publicUrl: string): Promise<Finding> {
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol !== "https:" && !isLocalUrl(publicUrl)) {
    return problem(
      "publicUrl",
      `${publicUrl} is not https`,
      "Put TLS in front: credentials and sign-ins travel there.",
    );
  }
  try {
    await lookup(hostname.replace(/^\[|\]$/g, ""));
  } catch {
    return problem("publicUrl", `${hostname} is not in DNS`, "Add a record that leads to this machine or its proxy.");
  }
  try {
    const answer = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok
      ? ok("publicUrl", `${publicUrl} answers`)
      : note(
          "publicUrl",
          `${publicUrl}/healthz answers ${answer.status}`,
          "See that the proxy in front passes on every path and the Host header.",
        );
  } catch (error) {
    return note(
      "publicUrl",
      `${publicUrl} does not answer now (${errorText(error)})`,
      "Start `marketplane serve`, and what stands in front of it.",
    );
  }
}
