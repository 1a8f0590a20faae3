import type { PackageSchema } from "./package-schema.ts";

/** What the generated code uses in addition to Pulumi's SDK. */
const dependencies = { "com.google.code.findbugs:jsr305": "3.0.2", "com.google.code.gson:gson": "2.8.9" };

/** The pom.xml of the Java SDK. */
export function toMavenProject(schema: PackageSchema): string {
  const { name, version, description, license, homepage, language } = schema;
  const listed = Object.entries({ ...language.java.dependencies, ...dependencies }).map(([coordinates, required]) => {
    const [group, artifact] = coordinates.split(":", 2);
    return `    <dependency>
      <groupId>${group}</groupId>
      <artifactId>${artifact}</artifactId>
      <version>${required}</version>
    </dependency>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>${language.java.basePackage}</groupId>
  <artifactId>${name}</artifactId>
  <version>${version}</version>
  <name>${name}</name>
  <description>${escapeXml(description)}</description>
${homepage === undefined ? "" : `  <url>${escapeXml(homepage)}</url>\n`}  <licenses>
    <license>
      <name>${license}</name>
    </license>
  </licenses>
  <properties>
    <maven.compiler.source>11</maven.compiler.source>
    <maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
${listed.join("\n")}
  </dependencies>
</project>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
