/** What an update says of a custom hostname that Cloudflare answered 404 for; the control plane looks for it in failures. */
export function goneText(hostname: string): string {
  return `the custom hostname ${hostname} is gone: pulumi refresh, then pulumi up creates it again`;
}
