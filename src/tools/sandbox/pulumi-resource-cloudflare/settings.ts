/** The base URL and credentials for Cloudflare. */
export interface Settings {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}

const loopbackHosts = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Settings from the provider's inputs (stack configuration cloudflare:*, or an explicit provider), otherwise
 * from the environment variables that the real plugin reads. A base URL that is not on loopback is refused.
 */
export function toSettings(
  args: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const setting = (input: string, variable: string) => textOf(args[input]) ?? textOf(environment[variable]);
  const baseUrl = setting("baseUrl", "CLOUDFLARE_BASE_URL");
  if (baseUrl === undefined || !isLoopback(baseUrl)) {
    const given = baseUrl === undefined ? "no base URL is set" : `${baseUrl} is not on loopback`;
    throw new Error(
      `the stand-in pulumi-resource-cloudflare calls only a sandbox, and ${given}: set cloudflare:baseUrl or ` +
        "CLOUDFLARE_BASE_URL to the sandbox's, or install the real plugin with `pulumi plugin install resource cloudflare`",
    );
  }
  const apiToken = setting("apiToken", "CLOUDFLARE_API_TOKEN");
  const email = setting("email", "CLOUDFLARE_EMAIL");
  const apiKey = setting("apiKey", "CLOUDFLARE_API_KEY");
  const base = baseUrl.replace(/\/+$/, "");
  if (apiToken !== undefined) {
    return { baseUrl: base, headers: { Authorization: `Bearer ${apiToken}` } };
  }
  if (email !== undefined && apiKey !== undefined) {
    return { baseUrl: base, headers: { "X-Auth-Email": email, "X-Auth-Key": apiKey } };
  }
  throw new Error(
    "no Cloudflare credentials: set cloudflare:apiToken or CLOUDFLARE_API_TOKEN, or cloudflare:email with " +
      "cloudflare:apiKey or CLOUDFLARE_EMAIL with CLOUDFLARE_API_KEY",
  );
}

function isLoopback(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && loopbackHosts.has(new URL(baseUrl).hostname);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
