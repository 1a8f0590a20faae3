import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** An output as its source documents it. */
export interface OutputDoc {
  readonly type: string;
  readonly isOptional: boolean;
  readonly text: string;
}

/** The members of a resource's state, from the interface <Class>State in its vendor's folder. */
export function readStateDocs(folder: string, className: string): ReadonlyMap<string, OutputDoc> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest, true);
    const state = source.statements
      .filter(ts.isInterfaceDeclaration)
      .find((declaration) => declaration.name.text === `${className}State`);
    if (state) {
      return new Map(
        state.members.filter(ts.isPropertySignature).map((member) => [member.name.getText(), docOf(member)]),
      );
    }
  }
  throw new Error(`${folder} has no interface ${className}State`);
}

function docOf(member: ts.PropertySignature): OutputDoc {
  const comments = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  return {
    type: nameOfType(member.type?.getText() ?? "unknown"),
    isOptional: member.questionToken !== undefined,
    text: comments.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "").join(" "),
  };
}

/** The type in the words that inputs use. */
function nameOfType(source: string): string {
  const list = /^readonly (.*)\[\]$/s.exec(source);
  if (list) {
    return `list of ${nameOfType(list[1] ?? "")}`;
  }
  return typeNames[source] ?? (source.startsWith("Readonly<Record") ? "map of text" : "object");
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "number",
  boolean: "`true` or `false`",
};
