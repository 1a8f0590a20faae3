import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Where a repository is: a folder, file:, https:, ssh: or, on this machine, http:. Arguments can be read by every user of the
 * machine, so a URL holds no password. A folder comes out as its absolute path.
 */
export const RepositoryUrl = z.string().transform((text, context) => {
  const url = URL.parse(text);
  const fail = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  if (url === null || !/^[a-z]+:\/\//i.test(text)) {
    const folder = resolve(text);
    return existsSync(folder)
      ? folder
      : fail(`must be a folder, or a URL such as https://host/path (there is no ${text})`);
  }
  if (url.password !== "") {
    return fail("must hold no password: set MARKETPLANE_GIT_TOKEN in the environment");
  }
  if (url.protocol === "http:" && !loopback.has(url.hostname)) {
    return fail("must be https: over http: a token, and what is deployed, could be read and changed on its way");
  }
  return ["https:", "http:", "ssh:", "file:"].includes(url.protocol)
    ? text
    : fail("must be a folder, or a URL with https:, ssh: or file:");
});
