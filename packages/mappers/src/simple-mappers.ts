import { defineMapper } from '@rollcall/contract';
import { eachText } from './text.js';

/** Takes the value as it is. */
export const copy = defineMapper({
  id: 'copy', label: 'Copy', description: 'Takes the value as it is.', map: ({ value }) => value,
  examples: [{ value: 'Ada', gives: 'Ada' }],
});

export const lowerCase = defineMapper({
  id: 'lower-case', label: 'Lower case', description: 'Writes everything small.', map: (input) => eachText('lower-case', input, (text) => text.toLowerCase()),
  examples: [{ value: 'Ada', gives: 'ada' }, { value: ['A', 'B'], gives: ['a', 'b'] }],
});

export const upperCase = defineMapper({
  id: 'upper-case', label: 'Upper case', description: 'Writes everything in capitals.', map: (input) => eachText('upper-case', input, (text) => text.toUpperCase()),
  examples: [{ value: 'straße', gives: 'STRASSE' }],
});

export const trim = defineMapper({
  id: 'trim', label: 'Trim', description: 'Drops blanks at both ends, and makes several between words one.',
  map: (input) => eachText('trim', input, (text) => text.trim().replace(/\s+/gu, ' ')),
  examples: [{ value: '  Ada  Lovelace ', gives: 'Ada Lovelace' }],
});
