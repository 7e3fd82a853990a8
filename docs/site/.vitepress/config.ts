import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';
import type { Section } from '../outline.js';
import { place } from '../place.js';
import { completeOutline, decisionPaths } from '../published-paths.js';
import { slug } from '../slug.js';

const site = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(site));
const API = join(site, '.pages', 'reference', 'api');
const address = (path: string): string => `/${path.replace(/\.md$/, '')}`;

export default defineConfig({
  title: 'Rollcall',
  description: 'Keeps accounts and groups in step between systems: Drupal, Joomla, and anything that speaks SCIM 2.0.',
  lang: 'en',
  // Where it is served: "/" or, say, "/rollcall/".
  base: process.env.DOCS_BASE ?? '/',
  srcDir: '.pages',
  outDir: 'dist',
  cacheDir: '.cache',
  cleanUrls: true,
  markdown: {
    anchor: { slugify: slug },
    languageAlias: { mjs: 'js', service: 'ini', Containerfile: 'dockerfile' },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  // Tables of the reference take the room of the outline.
  transformPageData: ({ relativePath, frontmatter }) =>
    /^reference\/[^/]+$/.test(relativePath) ? { frontmatter: { ...frontmatter, aside: false } } : undefined,
  head: [
    [
      'link',
      {
        rel: 'icon',
        type: 'image/svg+xml',
        href: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="%230b6e6e"/><path d="M4 8.5l2.5 2.5L12 5.5" fill="none" stroke="white" stroke-width="2"/></svg>',
      },
    ],
  ],
  themeConfig: {
    search: { provider: 'local', options: { detailedView: false } },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/guides/getting-started' },
      { text: 'Settings', link: '/reference/settings' },
      { text: 'Plugins', link: '/reference/plugins' },
      { text: 'API', link: '/reference/api/' },
    ],
    // Those of the API are long, so that they stand by themselves.
    sidebar: { ...apiSidebars(), '/': [...completeOutline(root).map(sectionItem), decisions()] },
    footer: { message: 'Free under the MIT licence. No edition that can do more.' },
  },
});

function sectionItem({ title, folded, entries }: Section): DefaultTheme.SidebarItem {
  return {
    text: title,
    ...(folded === true ? { collapsed: true } : { collapsed: false }),
    items: entries.map((entry) => ({ text: entry.title, link: address(place(entry.path)) })),
  };
}

function decisions(): DefaultTheme.SidebarItem {
  const items = decisionPaths(root).map((path) => {
    const [, number = '', name = ''] = /(\d+)-(.*)\.md$/.exec(path) ?? [];
    return { text: `${Number(number)}. ${name.replaceAll('-', ' ')}`, link: address(place(path)) };
  });
  return { text: 'Decisions', collapsed: true, items };
}

/** What TypeDoc wrote: in the folder of a package a folder for each kind, in it a page for each export. */
function apiSidebars(): DefaultTheme.SidebarMulti {
  const packages = foldersIn(API).map((name) => ({ text: `@rollcall/${name}`, link: `/reference/api/${name}/` }));
  return {
    ...apiSidebarsOfPackages(),
    '/reference/api/': [
      { text: 'All documentation', link: '/overview' },
      { text: 'API of the packages', link: '/reference/api/', items: packages },
    ],
  };
}

function apiSidebarsOfPackages(): DefaultTheme.SidebarMulti {
  return Object.fromEntries(
    foldersIn(API).map((name) => {
      const kinds = foldersIn(join(API, name)).map((kind) => ({
        text: kind.replace('-', ' '),
        collapsed: false,
        items: readdirSync(join(API, name, kind))
          .sort()
          .map((page) => basename(page, '.md'))
          .map((page) => ({ text: page, link: `/reference/api/${name}/${kind}/${page}` })),
      }));
      const title = { text: `@rollcall/${name}`, link: `/reference/api/${name}/` };
      return [
        `/reference/api/${name}/`,
        [
          { text: 'All documentation', link: '/overview' },
          { text: 'API of the packages', link: '/reference/api/' },
          title,
          ...kinds,
        ],
      ];
    }),
  );
}

function foldersIn(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
