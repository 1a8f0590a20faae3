import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** ssh as git writes it, such as git@host:owner/name.git; a path that begins with // would be a URL. */
const sshPattern = /^[A-Za-z0-9._-]+@[A-Za-z0-9][A-Za-z0-9.-]*:(?!\/\/)[^\s:@]+$/;

const wayToGiveToken =
  "git asks for them, so set MARKETPLANE_GIT_TOKEN (and MARKETPLANE_GIT_USERNAME, where the host wants a certain one) in the environment";

/**
 * Where a repository is: a folder, file:, https:, ssh: or, on this machine, http:. Every user of the machine can read arguments, and
 * the URL goes into logs and the status file, so it holds no credentials: no password, nor a user over https, as which hosts take
 * tokens. A folder comes out as its absolute path. Messages do not repeat what may hold a token.
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
    return `must hold no user and no password, which others could read: ${wayToGiveToken}`;
  }
  if (search !== "" || hash !== "") {
    return `must have neither query nor fragment; for credentials ${wayToGiveToken}`;
  }
  if (protocol === "http:" && !loopback.has(hostname)) {
    return "must be https: over http: a token, and what is deployed, could be read and changed on its way";
  }
  return undefined;
}

function problemOfPath(text: string): string | undefined {
  if (sshPattern.test(text) || existsSync(resolve(text))) {
    return undefined;
  }
  const what = "must be a folder, or a URL such as https://host/path or ssh://git@host/path";
  return text.includes("@") ? `${what}, without a token: ${wayToGiveToken}` : `${what} (there is no ${text})`;
}
