/** Where a file of the repository stands on the site: a path that ends in `.md`. */
export function place(path: string): string {
  if (path === 'docs/site/home.md' || path === 'docs/README.md') return 'index.md';
  if (path === 'README.md') return 'overview.md';
  if (!path.includes('/') && path.endsWith('.md')) return `project/${path.toLowerCase()}`;
  if (/^docs\/.*\.md$/.test(path)) return path.slice('docs/'.length);
  if (/\/docs\/[^/]*\.md$/.test(path)) return path.replace('/docs/', '/');
  if (path.endsWith('/README.md')) return `${path.slice(0, -'/README.md'.length)}.md`;
  if (path.endsWith('.md')) return path.toLowerCase();
  // What is no page is shown as one. Names of dynamic routes would be taken for such.
  return `files/${path.replaceAll(/[[\]]|\.{2,}/g, '')}.md`;
}
