import { readFileSync } from 'node:fs';
import type { Translation } from '@rollcall/plugin';
import { readTranslation } from './read-translation.js';

/** Languages that come with the console, besides the English in its sources. */
const SHIPPED = ['de'];
let read: readonly Translation[] | undefined;

/** Those languages. Read once, when somebody needs one; a file of the configuration or an extension goes before them. */
export function shippedTranslations(): readonly Translation[] {
  read ??= SHIPPED.map((tag) =>
    readTranslation(readFileSync(new URL(`../../assets/${tag}.yaml`, import.meta.url), 'utf8')),
  );
  return read;
}
