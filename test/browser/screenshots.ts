// "npm run screenshots": every page of the console, at desk and phone width, into docs/images/console. With pngquant they are small.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../support/root.js';
import { CONNECTED, liveBothWays, setUpBothWays } from './support/both-ways.js';
import { chromiumPath, openBrowser } from './support/chromium.js';
import { approveLeavers, workADay } from './support/everyday.js';
import { openServedStage, type ServedStage } from './support/served-stage.js';
import { becomeAdministrator, type Look, setUp } from './support/wizard.js';

/** The same page in the dark, for a few: only colours differ. */
const DARK = ['overview', 'wizard-mapping', 'run', 'person'];
const [only] = process.argv.slice(2);
const folder = join(root, process.env.SCREENSHOTS ?? 'docs/images/console');
if (chromiumPath() === undefined) throw new Error('there is no Chromium here; install it, or name it in CHROMIUM');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

/** What is clicked through, on a stage of its own. */
const FLOWS = [
  {
    stage: {},
    walk: async (page: Page, stage: ServedStage, look: Look): Promise<void> => {
      await becomeAdministrator(page, stage, look);
      await setUp(page, stage, look);
      await workADay(page, stage, look);
      await approveLeavers(page, stage, look);
    },
  },
  {
    stage: { config: CONNECTED },
    walk: async (page: Page, stage: ServedStage, look: Look): Promise<void> => {
      await becomeAdministrator(page, stage, async () => {});
      await setUpBothWays(page, stage, look);
      await liveBothWays(page, stage, look);
    },
  },
];

for (const [suffix, options] of [
  ['', { width: 1280, height: 800 }],
  ['-phone', { width: 390, height: 844 }],
  ['-dark', { width: 1280, height: 800, dark: true }],
] as const) {
  if (only !== undefined && only !== suffix) continue;
  for (const flow of FLOWS) await walk(flow, suffix, options);
  process.stdout.write(`${suffix === '' ? 'desk' : suffix.slice(1)}: done\n`);
}

async function walk(flow: (typeof FLOWS)[number], suffix: string, options: Shape): Promise<void> {
  const stage = await openServedStage(flow.stage);
  const browser = await openBrowser(options);
  browser.page.setDefaultTimeout(15_000);
  const look: Look = async (name) => {
    if (suffix === '-dark' && !DARK.includes(name)) return;
    await browser.page.mouse.move(0, 0);
    const tall = await browser.page.evaluate(() => document.documentElement.scrollHeight);
    const clip = { x: 0, y: 0, width: options.width, height: Math.min(tall, options.width < 500 ? 1_600 : 1_000) };
    // What stays at the edge of the window stays at the edge of the picture.
    await browser.page.setViewportSize({ width: options.width, height: clip.height });
    // A page that puts the keyboard somewhere has moved there.
    await browser.page.evaluate(() => scrollTo(0, 0));
    const path = join(folder, `${name}${suffix}.png`);
    await browser.page.screenshot({ path, clip });
    await browser.page.setViewportSize({ width: options.width, height: options.height });
    spawnSync('pngquant', ['--force', '--skip-if-larger', '--strip', '--speed', '3', '--output', path, '48', path]);
  };
  try {
    await flow.walk(browser.page, stage, look);
  } catch (error) {
    await look('stuck');
    throw error;
  } finally {
    await browser.close();
    await stage.close();
  }
}

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
}
