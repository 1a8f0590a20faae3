import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** GitHub and GitLab accept any username with a token. */
const usernameDefault = "x-access-token";

const script = `#!/bin/sh
case "$1" in
  Username*) printf '%s\\n' "$MARKETPLANE_GIT_USERNAME" ;;
  *) printf '%s\\n' "$MARKETPLANE_GIT_TOKEN" ;;
esac
`;

/**
 * Environment variables that make git ask our script for username and token, so that neither appears in an
 * argument or a file.
 */
export function askPass(folder: string, env: NodeJS.ProcessEnv): Record<string, string> {
  if (!env.MARKETPLANE_GIT_TOKEN) {
    return {};
  }
  const path = join(folder, "ask-pass.sh");
  writeFileSync(path, script, { mode: 0o700 });
  chmodSync(path, 0o700);
  return { GIT_ASKPASS: path, MARKETPLANE_GIT_USERNAME: env.MARKETPLANE_GIT_USERNAME ?? usernameDefault };
}
