import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Chromium on this machine: `$CHROMIUM`, or where Debian puts it; undefined where there is none. */
export function chromiumPath(): string | undefined {
  return [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path !== undefined && existsSync(path),
  );
}

export interface BrowserOptions {
  readonly width?: number;
  readonly height?: number;
  readonly javaScript?: boolean;
  readonly dark?: boolean;
}

export interface OpenBrowser {
  readonly page: Page;
  /** What the page said to the console, and what it asked for elsewhere or in vain. */
  readonly complaints: string[];
  /** Bytes that came over the wire since the last call. */
  transferred(): number;
  close(): Promise<void>;
}

/** A browser of its own, with an empty profile, that knows nothing of other tests. */
export async function openBrowser({
  width = 1280,
  height = 900,
  javaScript = true,
  dark = false,
}: BrowserOptions = {}): Promise<OpenBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'rollcall-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath() ?? '',
    headless: true,
    viewport: { width, height },
    javaScriptEnabled: javaScript,
    colorScheme: dark ? 'dark' : 'light',
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on('console', (message) => {
    // An answer of 422 is a form with a mistake in it, which tests make on purpose.
    const isMeant = message.text().includes('status of 422');
    if (!isMeant && ['error', 'warning'].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!/^(?:http:\/\/127\.0\.0\.1|data:|blob:)/.test(request.url())) complaints.push(`elsewhere: ${request.url()}`);
  });
  const bytes = await countBytes(context, page);
  return {
    page,
    complaints,
    transferred: bytes,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function countBytes(context: BrowserContext, page: Page): Promise<() => number> {
  const session = await context.newCDPSession(page);
  let bytes = 0;
  await session.send('Network.enable');
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return () => {
    const since = bytes;
    bytes = 0;
    return since;
  };
}

/** What axe finds on the page, one line each. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  // By the protocol rather than by a script element, which the page's policy would refuse.
  await page.evaluate((await import('node:fs')).readFileSync(axePath, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(options: object): Promise<{
          violations: { id: string; help: string; nodes: { target: unknown; failureSummary?: string }[] }[];
        }>;
      };
    };
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${JSON.stringify(target)} ${failureSummary ?? ''}`),
    );
  });
}

/** The page scrolls sideways, which nobody wants on a phone. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
}
