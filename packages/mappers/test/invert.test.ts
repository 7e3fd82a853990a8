import { expect } from 'chai';
import { make } from './support/built-in.js';

describe('turning mappers round', () => {
  for (const [id, config, value, original, parts] of [
    ['copy', {}, 'ada', 'ada', 1],
    ['boolean', {}, true, 'true', 1],
    ['boolean', { invert: true, yes: ['ja'], no: ['nein'] }, true, 'nein', 1],
    ['boolean', {}, 'perhaps', undefined, 1],
    ['lookup', { table: { it: 'EDV', hr: 'Personal' } }, ['Personal', 'EDV'], ['hr', 'it'], 1],
    ['lookup', { table: { it: 'EDV' } }, 'Verkauf', undefined, 1],
    ['lookup', { table: { it: 'EDV' }, otherwise: 'keep' }, 'Verkauf', 'Verkauf', 1],
    ['lookup', { table: { it: 'EDV' }, otherwise: 'keep' }, 'it', undefined, 1],
    ['join', {}, 'Ada King', ['Ada', 'King'], 2],
    ['join', {}, 'Ada Mary King', undefined, 2],
    ['join', { with: ', ' }, 'a, b, c', ['a', 'b', 'c'], 1],
    ['split', {}, ['a', 'b'], 'a,b', 1],
    ['split', {}, ['a,b'], undefined, 1],
  ] as const)
    it(`${id} ${JSON.stringify(config)} made ${JSON.stringify(value)} of ${JSON.stringify(original) ?? 'nothing'}`, () => {
      expect(make(id, config).invert?.(value, parts)).to.deep.equal(original);
    });

  for (const [id, config] of [
    ['lookup', { table: { it: 'EDV', ict: 'EDV' } }],
    ['lookup', { table: { it: 'EDV' }, default: 'Haus' }],
    ['join', { with: '' }],
    ['split', { part: 0 }],
    ['lower-case', {}],
    ['trim', {}],
    ['truncate', { length: 3 }],
    ['constant', { value: 'x' }],
  ] as const)
    it(`${id} ${JSON.stringify(config)} loses something, and says so`, () => {
      expect(make(id, config).invert).to.equal(undefined);
    });
});
