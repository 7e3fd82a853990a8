import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';

describe('the guide to running it for good', () => {
  const guide = readFileSync(join(root, 'docs/guides/deploy.md'), 'utf8');
  for (const [file, language] of [
    ['Containerfile', 'dockerfile'],
    ['rollcall.service', 'ini'],
  ] as const)
    it(`shows ${file} as it is published and tried`, () => {
      const [, shown] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(guide) ?? [];
      expect(shown).to.equal(readFileSync(join(root, 'packages/server/deploy', file), 'utf8'));
    });
});
