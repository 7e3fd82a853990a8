// "npm run screenshots": every page of the console, at desk and phone width, into docs/images/console. With pngquant they are small.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.js';
import { chromiumPath, openBrowser } from './support/chromium.js';
import { approveLeavers, workADay } from './support/everyday.js';
import { openServedStage } from './support/served-stage.js';
import { becomeAdministrator, type Look, setUp } from './support/wizard.js';

/** The same page in the dark, for a few: only colours differ. */
const DARK = ['overview', 'wizard-mapping', 'run', 'person'];
const [only] = process.argv.slice(2);
const folder = join(root, process.env.SCREENSHOTS ?? 'docs/images/console');
if (chromiumPath() === undefined) throw new Error('there is no Chromium here; install it, or name it in CHROMIUM');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

for (const [suffix, options] of [
  ['', { width: 1280, height: 800 }],
  ['-phone', { width: 390, height: 844 }],
  ['-dark', { width: 1280, height: 800, dark: true }],
] as const) {
  if (only !== undefined && only !== suffix) continue;
  const stage = await openServedStage();
  const browser = await openBrowser(options);
  browser.page.setDefaultTimeout(15_000);
  const look: Look = async (name) => {
    if (suffix === '-dark' && !DARK.includes(name)) return;
    await browser.page.mouse.move(0, 0);
    const tall = await browser.page.evaluate(() => document.documentElement.scrollHeight);
    const clip = { x: 0, y: 0, width: options.width, height: Math.min(tall, options.width < 500 ? 1_600 : 1_000) };
    // What stays at the edge of the window stays at the edge of the picture.
    await browser.page.setViewportSize({ width: options.width, height: clip.height });
    const path = join(folder, `${name}${suffix}.png`);
    await browser.page.screenshot({ path, clip });
    await browser.page.setViewportSize({ width: options.width, height: options.height });
    spawnSync('pngquant', ['--force', '--skip-if-larger', '--strip', '--speed', '3', '--output', path, '48', path]);
  };
  try {
    await becomeAdministrator(browser.page, stage, look);
    await setUp(browser.page, stage, look);
    await workADay(browser.page, stage, look);
    await approveLeavers(browser.page, stage, look);
    process.stdout.write(`${suffix === '' ? 'desk' : suffix.slice(1)}: done\n`);
  } catch (error) {
    await look('stuck');
    throw error;
  } finally {
    await browser.close();
    await stage.close();
  }
}
