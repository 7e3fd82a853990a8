import { globSync } from 'node:fs';
import type { Section } from './outline.js';

/** Every page of the site: those of the outline, the home page, and the decisions, whose names are their order. */
export function publishedPaths(root: string, outline: readonly Section[]): readonly string[] {
  return [
    'docs/site/home.md',
    ...outline.flatMap(({ entries }) => entries.map(({ path }) => path)),
    ...decisionPaths(root),
  ];
}

export function decisionPaths(root: string): readonly string[] {
  return globSync('docs/decisions/*.md', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}
