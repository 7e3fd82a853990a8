import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../support/root.js';

/** A setting as it stands in the source of its class. */
export interface WrittenSetting {
  /** `packages/server/src/server-config.ts ServerConfig.port` */
  readonly at: string;
  readonly name: string;
  readonly description: string;
}

/** Every `@setting` of the sources, read as text: whether a class is reached from anywhere does not matter. */
export function writtenSettings(): readonly WrittenSetting[] {
  return globSync('{core,adapters,packages}/*/src/**/*.{ts,tsx}', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .flatMap((path) => settingsIn(path, readFileSync(join(root, path), 'utf8')));
}

export function settingsIn(path: string, text: string): readonly WrittenSetting[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: WrittenSetting[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyDeclaration(node) && ts.isClassDeclaration(node.parent))
      for (const { expression } of ts.getDecorators(node) ?? [])
        if (ts.isCallExpression(expression) && expression.expression.getText() === 'setting') {
          const [description] = expression.arguments;
          found.push({
            at: `${path} ${node.parent.name?.text}.${node.name.getText()}`,
            name: node.name.getText(),
            // What a template puts in is not known here; its beginning is enough to find it.
            description:
              description === undefined
                ? ''
                : ts.isTemplateExpression(description)
                  ? description.head.text
                  : (description as ts.StringLiteral).text,
          });
        }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
