import type { PackageSchema } from "./package-schema.ts";
import type { SdkLanguage } from "./sdk-language.ts";

/** The page that the language's package registry shows. */
export function sdkReadme(language: SdkLanguage, schema: PackageSchema): string {
  const { install, example, fence } = parts[language](schema);
  return `# ${schema.displayName ?? schema.name} for ${names[language]}

${schema.description}

This package is generated from the schema of the Pulumi provider \`${schema.name}\`.

## Install

${install}

The Pulumi CLI starts the provider plugin \`pulumi-resource-${schema.name}\` ${schema.version}. Install it with
\`pulumi plugin install resource ${schema.name} ${schema.version} --file <archive>\`, or name its folder in Pulumi.yaml:

\`\`\`yaml
plugins:
  providers:
    - name: ${schema.name}
      path: <folder of the provider>
\`\`\`

## Example

\`\`\`${fence}
${example.trim()}
\`\`\`

Credentials come from the stack's configuration (\`${schema.name}:cloudflare\`, …), from the environment
(\`CLOUDFLARE_API_TOKEN\`, …), or from an explicit provider.

Licence: ${schema.license}.
`;
}

const names: Readonly<Record<SdkLanguage, string>> = {
  nodejs: "TypeScript and JavaScript",
  python: "Python",
  go: "Go",
  dotnet: ".NET",
  java: "Java",
};

interface Parts {
  readonly install: string;
  readonly example: string;
  readonly fence: string;
}

const parts: Readonly<Record<SdkLanguage, (schema: PackageSchema) => Parts>> = {
  nodejs: ({ language }) => ({
    install: `    npm install ${language.nodejs.packageName}`,
    fence: "ts",
    example: `
import { cloudflare } from "${language.nodejs.packageName}";

const shop = new cloudflare.CustomHostname("acme", {
  zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
  hostname: "shop.acme-shoes.com",
});
export const status = shop.status;`,
  }),
  python: ({ language }) => ({
    install: `    pip install ${language.python.packageName}`,
    fence: "python",
    example: `
import pulumi
from ${language.python.packageName} import cloudflare

shop = cloudflare.CustomHostname(
    "acme",
    zone_id="023e105f4ecef8ad9ca31a8372d0c353",
    hostname="shop.acme-shoes.com",
)
pulumi.export("status", shop.status)`,
  }),
  go: ({ language }) => ({
    install: `    go get ${language.go.importBasePath}`,
    fence: "go",
    example: `
package main

import (
	"${language.go.importBasePath}/cloudflare"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		shop, err := cloudflare.NewCustomHostname(ctx, "acme", &cloudflare.CustomHostnameArgs{
			ZoneId:   pulumi.String("023e105f4ecef8ad9ca31a8372d0c353"),
			Hostname: pulumi.String("shop.acme-shoes.com"),
		})
		if err != nil {
			return err
		}
		ctx.Export("status", shop.Status)
		return nil
	})
}`,
  }),
  dotnet: ({ language, name }) => ({
    install: `    dotnet add package ${dotnetPackage(language.csharp.rootNamespace, name)}`,
    fence: "csharp",
    example: `
using System.Collections.Generic;
using Pulumi;
using Cloudflare = ${dotnetPackage(language.csharp.rootNamespace, name)}.Cloudflare;

return await Deployment.RunAsync(() =>
{
    var shop = new Cloudflare.CustomHostname("acme", new()
    {
        ZoneId = "023e105f4ecef8ad9ca31a8372d0c353",
        Hostname = "shop.acme-shoes.com",
    });
    return new Dictionary<string, object?> { ["status"] = shop.Status };
});`,
  }),
  java: ({ language, name, version }) => ({
    install: `\`\`\`xml
<dependency>
  <groupId>${language.java.basePackage}</groupId>
  <artifactId>${name}</artifactId>
  <version>${version}</version>
</dependency>
\`\`\``,
    fence: "java",
    example: `
import com.pulumi.Pulumi;
import ${language.java.basePackage}.${name}.cloudflare.CustomHostname;
import ${language.java.basePackage}.${name}.cloudflare.CustomHostnameArgs;

public class App {
    public static void main(String[] args) {
        Pulumi.run(context -> {
            var shop = new CustomHostname("acme", CustomHostnameArgs.builder()
                .zoneId("023e105f4ecef8ad9ca31a8372d0c353")
                .hostname("shop.acme-shoes.com")
                .build());
            context.export("status", shop.status());
        });
    }
}`,
  }),
};

function dotnetPackage(rootNamespace: string, name: string): string {
  return `${rootNamespace}.${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
