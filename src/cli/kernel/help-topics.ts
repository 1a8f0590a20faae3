/** Texts of `marketplane help TOPIC`, by topic. */
export const helpTopics: Readonly<Record<string, string>> = {
  "exit-codes": `Exit codes

  0    done
  1    an error, which is reported on standard error
  2    a command or an option that does not exist; nothing was done.
       drift: drift was found. validate: a file is invalid.
  130  stopped by a second SIGINT
  143  stopped by a second SIGTERM

The help text of a command and docs/reference/cli.md list what its codes mean.
`,
  environment: `Environment

  MARKETPLANE_URL, MARKETPLANE_TOKEN   the control plane that tenants, requests, shards and runs call
  PULUMI_BACKEND_URL                   where the engine keeps the states of stacks
  PULUMI_CONFIG_PASSPHRASE             decrypts their secrets
  CLOUDFLARE_API_TOKEN, APIFEW_KEY, CLEVERCLOUD_PROVIDER_ID, CLEVERCLOUD_PROVIDER_PASSWORD
                                       credentials of the vendors
  CLOUDFLARE_BASE_URL, APIFEW_BASE_URL, CLEVERCLOUD_BASE_URL
                                       other endpoints, such as the sandbox's
  NO_COLOR                             set to any value: no colors

marketplane.yaml refers to other variables as \${NAME}.
`,
  output: `Output

  Results go to standard output, everything else to standard error.
  --json            the result as JSON
  --output <file>   drift, validate, backup: write to a file; - is standard output
  --output csv      tenants list: comma-separated values (RFC 4180)

Work that takes more than a second shows its progress on standard error.
`,
};
