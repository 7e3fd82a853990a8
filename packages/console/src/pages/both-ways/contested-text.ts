import type { ContestedValue } from '@rollcall/engine';
import { valueText } from '../../parts/parts.js';
import { TEXTS } from '../../texts/texts.js';

const T = TEXTS.both.conflicts;

/** What a side says: what only machines say with yes and no, in words. */
export function contestedText(key: string, value: ContestedValue['first']): string {
  if (key === '@active') return value === true ? T.active : T.blocked;
  if (key.startsWith('@group:')) return value === true ? T.member : T.noMember;
  return value === undefined ? T.untold : valueText(value);
}
