import { isolate } from './isolate.js';
import { currentLanguage } from './language.js';

/** Data beside or within a text in the language of who asks; see `isolate`. */
export function isolated(data: string): string {
  return isolate(data, currentLanguage().direction);
}
