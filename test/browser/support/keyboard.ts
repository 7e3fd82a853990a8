import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';

/** Keys alone, as somebody uses them who has no mouse. Looks at each stop on the way. */
export interface Keyboard {
  /** Goes on by Tab, or back by Shift+Tab, until this is where the keyboard is. Fails when it is not come to. */
  to(target: Locator, back?: boolean): Promise<void>;
  /** Goes there and presses the key: Enter for links and buttons, Space for boxes. */
  press(target: Locator, key?: 'Enter' | 'Space'): Promise<void>;
  /** Goes there and types instead of what is there. */
  type(target: Locator, text: string): Promise<void>;
  /** Goes there and chooses by arrow keys, as somebody does who looks at what is chosen. */
  choose(target: Locator, label: string): Promise<void>;
  /** The keyboard is there now. */
  isAt(target: Locator, why: string): Promise<void>;
  /** All stops of the page, from its beginning to where it begins anew. */
  round(): Promise<readonly string[]>;
  /** What was wrong with stops: no visible focus, an order against that of the page, a stop out of sight. */
  readonly problems: readonly string[];
  /** Stops that were looked at. */
  readonly stops: number;
}

/** More stops than any page has. */
const MOST = 250;

interface Stop {
  readonly what: string;
  readonly isTarget: boolean;
  readonly isBody: boolean;
  /** The key changed nothing. */
  readonly isSame: boolean;
  readonly problems: readonly string[];
}

export function keyboardOf(page: Page): Keyboard {
  const problems: string[] = [];
  let stops = 0;

  async function step(key: 'Tab' | 'Shift+Tab', target?: Locator): Promise<Stop> {
    const wanted = target === undefined ? null : await target.elementHandle();
    await page.keyboard.press(key);
    const stop = await page.evaluate(look, [wanted, key === 'Tab'] as const);
    stops += 1;
    problems.push(...stop.problems.map((problem) => `${new URL(page.url()).pathname}: ${stop.what}: ${problem}`));
    return stop;
  }
  const isFocused = (target: Locator): Promise<boolean> =>
    target.evaluate((element) => element === document.activeElement);

  const keyboard: Keyboard = {
    problems,
    get stops() {
      return stops;
    },
    async to(target, back = false) {
      await target.waitFor();
      if (await isFocused(target)) return;
      const passed: string[] = [];
      for (let tabs = 0; tabs < MOST; tabs += 1) {
        const stop = await step(back ? 'Shift+Tab' : 'Tab', target);
        if (stop.isTarget) return;
        if (stop.isSame) throw new Error(`the keyboard is caught at ${stop.what}`);
        passed.push(stop.what);
      }
      throw new Error(`nothing leads to ${target}: ${passed.join(' > ')}`);
    },
    async press(target, key = 'Enter') {
      await keyboard.to(target);
      await page.keyboard.press(key);
    },
    async type(target, text) {
      await keyboard.to(target);
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    },
    async choose(target, label) {
      await keyboard.to(target);
      const [now, wanted] = await target.evaluate((element, text) => {
        const select = element as HTMLSelectElement;
        return [select.selectedIndex, [...select.options].findIndex((option) => option.text.startsWith(text))];
      }, label);
      expect(wanted, `${label} is offered`).to.be.greaterThan(-1);
      const key = wanted > now ? 'ArrowDown' : 'ArrowUp';
      for (let presses = Math.abs(wanted - now); presses > 0; presses -= 1) await page.keyboard.press(key);
    },
    async isAt(target, why) {
      await target.waitFor();
      expect(
        await isFocused(target),
        `${why}; it is at ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))}`,
      ).to.equal(true);
    },
    async round() {
      const found: string[] = [];
      for (let tabs = 0; tabs < MOST; tabs += 1) {
        const { what, isBody } = await step('Tab');
        if (found.length > 0 && (isBody || what === found[0])) return found;
        if (!isBody) found.push(what);
      }
      throw new Error(`the page has no end: ${found.slice(-5).join(' > ')}`);
    },
  };
  return keyboard;
}

/** In the page: where the keyboard is now, and whether that can be seen and comes after what was before it. */
function look([wanted, forward]: readonly [Node | null, boolean]): Stop {
  const element = document.activeElement as HTMLElement;
  const isBody = element === document.body || element === null;
  const memory = globalThis as unknown as { stopBefore?: Element };
  const before = memory.stopBefore;
  memory.stopBefore = element;
  if (isBody) return { what: '', isTarget: false, isBody, isSame: false, problems: [] };
  const name =
    element.getAttribute('aria-label') ??
    (element as HTMLInputElement).labels?.[0]?.textContent ??
    element.textContent ??
    '';
  const what = `${element.tagName.toLowerCase()} ${element.id} ${name.trim().slice(0, 40)}`;
  const found: string[] = [];
  // A box that cannot be seen shows the keyboard at its label.
  const shown = getComputedStyle(element).opacity === '0' ? (element.nextElementSibling ?? element) : element;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2)
    found.push('where the keyboard is cannot be seen');
  const box = shown.getBoundingClientRect();
  if (
    box.width < 2 ||
    box.height < 2 ||
    box.bottom <= 0 ||
    box.top >= innerHeight ||
    box.right <= 0 ||
    box.left >= innerWidth
  )
    found.push('it is out of sight');
  if (element.tabIndex > 0) found.push('it has an order of its own');
  const isAfter =
    before !== undefined && (before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  const begins = element.classList.contains('skip');
  if (!begins && before?.isConnected === true && before !== document.body && before !== element && isAfter !== forward)
    found.push('it comes against the order of the page');
  return { what, isTarget: element === wanted, isBody, isSame: before === element, problems: found };
}
