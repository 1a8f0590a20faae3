import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** ssh in git's short form, such as git@host:owner/name.git; a path that begins with // would be a URL. */
const sshPattern = /^[A-Za-z0-9._-]+@[A-Za-z0-9][A-Za-z0-9.-]*:(?!\/\/)[^\s:@]+$/;

const tokenHint =
  "set MARKETPLANE_GIT_TOKEN (and MARKETPLANE_GIT_USERNAME, if the host requires one) in the environment";

/**
 * Location of a repository: a folder, or a URL with file:, https:, ssh: or, on this machine, http:. It must
 * not contain credentials, neither a password nor an https user, which some hosts accept as a token: every
 * user of the machine can read arguments, and the URL appears in logs and the status file. A folder becomes
 * an absolute path. Messages never repeat a part that may hold a token.
 */
export const RepositoryUrl = z.string().transform((text, context) => {
  const problem = problemOf(text);
  if (problem === undefined) {
    return isUrl(text) || sshPattern.test(text) ? text : resolve(text);
  }
  context.addIssue({ code: "custom", message: problem });
  return z.NEVER;
});

const isUrl = (text: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text);

function problemOf(text: string): string | undefined {
  if (!isUrl(text)) {
    return problemOfPath(text);
  }
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (!["https:", "http:", "ssh:", "file:"].includes(protocol)) {
    return "must be a folder, or a URL with https:, ssh: or file:";
  }
  if (password !== "" || (username !== "" && protocol !== "ssh:")) {
    return `must contain no user and no password, since others can read them: ${tokenHint}`;
  }
  if (search !== "" || hash !== "") {
    return `must have neither query nor fragment; for credentials, ${tokenHint}`;
  }
  if (protocol === "http:" && !loopback.has(hostname)) {
    return "must be https: over http, the token and the deployed code could be read and changed in transit";
  }
  return undefined;
}

function problemOfPath(text: string): string | undefined {
  if (sshPattern.test(text) || existsSync(resolve(text))) {
    return undefined;
  }
  const what = "must be a folder, or a URL such as https://host/path or ssh://git@host/path";
  return text.includes("@") ? `${what}, without a token: ${tokenHint}` : `${what} (${text} does not exist)`;
}
