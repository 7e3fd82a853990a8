import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import ts from 'typescript';
import { root } from '../support/root.js';
import { blocks } from './support/documents.js';

describe('the guides to plugin types', () => {
  for (const [path, says] of [
    ['docs/guides/own-plugin-type.md', 'Staff: 3 accounts were made'],
    ['core/plugin/README.md', 'Good day, Prof Ada.'],
  ] as const)
    it(`shows a whole example that prints what it says it prints: ${path}`, async () => {
      const code = blocks().find((block) => block.path === path && block.text.includes('createPluginType'));
      mkdirSync(join(root, '.rollcall'), { recursive: true });
      const folder = mkdtempSync(join(root, '.rollcall', 'example-'));
      const printed: string[] = [];
      const { log } = console;
      console.log = (line: string) => void printed.push(line);
      try {
        const { outputText } = ts.transpileModule(code?.text ?? '', {
          compilerOptions: {
            experimentalDecorators: true,
            module: ts.ModuleKind.ESNext,
            target: ts.ScriptTarget.ES2023,
          },
        });
        writeFileSync(join(folder, 'example.mjs'), outputText);
        await import(pathToFileURL(join(folder, 'example.mjs')).href);
      } finally {
        console.log = log;
        rmSync(folder, { recursive: true });
      }
      expect(printed).to.deep.equal([says]);
    });
});
