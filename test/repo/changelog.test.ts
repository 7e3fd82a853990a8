import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';

const KINDS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];

/** What is wrong with a changelog; nothing, where it has the form that people and machines count on. */
function problemsOf(text: string, version: string): readonly string[] {
  const problems: string[] = [];
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
  const releases = headings.map((heading) => /^(\d+)\.(\d+)\.(\d+) (\(not released\)|\d{4}-\d\d-\d\d)$/.exec(heading));
  for (const [at, release] of releases.entries())
    if (release === null) problems.push(`"${headings[at]}" is neither "1.2.3 (not released)" nor "1.2.3 2026-01-31"`);
  const numbers = releases.map((release) =>
    (release ?? [])
      .slice(1, 4)
      .map((part) => part.padStart(6, '0'))
      .join(),
  );
  if (numbers.join(' ') !== [...new Set(numbers)].sort().reverse().join(' ')) problems.push('it is not newest first');
  if (releases.slice(1).some((release) => release?.[4] === '(not released)'))
    problems.push('only the newest may be unreleased');
  const named = headings.map((heading) => heading.split(' ')[0]);
  if (!named.slice(0, 2).includes(version))
    problems.push(`neither of the two newest is ${version}, which the packages have`);
  for (const [, kind = ''] of text.matchAll(/^### (.*)$/gm))
    if (!KINDS.includes(kind)) problems.push(`"${kind}" is no kind of change`);
  for (const line of text.split('\n').slice(1))
    if (line.startsWith('-') && !/^- \S.*[.)]$/.test(line)) problems.push(`no sentence: ${line}`);
  const sections = text.split(/^## .*$/m).slice(1);
  if (sections.length === 0 || sections.some((section) => !/^- /m.test(section)))
    problems.push('a version says nothing');
  return problems;
}

describe('the changelog', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'lerna.json'), 'utf8')) as { readonly version: string };

  it('has versions, newest first, with kinds of changes in sentences', () => {
    expect(problemsOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version)).to.deep.equal([]);
  });

  const good =
    '# Changelog\n\n## 2.0.0 (not released)\n\n### Added\n- This.\n\n## 1.9.0 2026-01-31\n\n### Fixed\n- That.\n';
  for (const [title, text] of [
    ['another order', good.replace('1.9.0', '2.1.0')],
    ['a version without a date', good.replace(' 2026-01-31', '')],
    ['an older one that is not released', good.replace('2026-01-31', '(not released)')],
    ['a kind that nobody knows', good.replace('Fixed', 'Misc')],
    ['a version without a word', good.replace('- That.\n', '')],
    ['half a sentence', good.replace('That.', 'that')],
    ['packages of which it says nothing', good.replaceAll('2.0.0', '2.0.1').replace('1.9.0', '1.9.1')],
  ] as const)
    it(`would show ${title}`, () => {
      expect(problemsOf(good, '2.0.0')).to.deep.equal([]);
      expect(problemsOf(text, '2.0.0')).to.not.deep.equal([]);
    });
});
