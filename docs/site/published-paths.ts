import { globSync } from 'node:fs';
import { OUTLINE, type Section } from './outline.js';

const PARTS = 'Systems and parts';

/** The outline, with the pages of packages that it does not name under the packages' names. */
export function completeOutline(root: string): readonly Section[] {
  const named = new Set(OUTLINE.flatMap(({ entries }) => entries.map(({ path }) => path)));
  const others = found(root, '{core,adapters,packages}/*/*.md')
    .filter((path) => !named.has(path))
    .map((path) => {
      const [, folder = '', file = ''] = path.split('/');
      return {
        path,
        title: file === 'README.md' ? `@rollcall/${folder}` : `${folder}: ${file.slice(0, -3).toLowerCase()}`,
      };
    });
  return OUTLINE.map((section) =>
    section.title === PARTS ? { ...section, entries: [...section.entries, ...others] } : section,
  );
}

/** Every page of the site: those of the outline, the home page, and the decisions, whose names are their order. */
export function publishedPaths(root: string): readonly string[] {
  return [
    'docs/site/home.md',
    ...completeOutline(root).flatMap(({ entries }) => entries.map(({ path }) => path)),
    ...decisionPaths(root),
  ];
}

export function decisionPaths(root: string): readonly string[] {
  return found(root, 'docs/decisions/*.md');
}

function found(root: string, pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}
