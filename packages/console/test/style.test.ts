import { readFileSync } from 'node:fs';
import { expect } from 'chai';

/** Declarations that say left or right where the language decides: what would be on the wrong side where one reads from right to left. */
function physical(css: string): readonly string[] {
  const declarations = [...css.replace(/\/\*.*?\*\//gs, '').matchAll(/(?<=[{;]\s*)([\w-]+)\s*:\s*([^;{}]+)(?=[;}])/g)];
  return declarations.flatMap(([, property = '', value = '']) => {
    const parts = value
      .replace(/!important/, '')
      .trim()
      .split(/\s+(?![^(]*\))/);
    const named = /(?:^|-)(?:left|right)(?:-|$)/.test(property);
    const aligned = /^(?:text-align|float|clear|justify-|background-position|object-position|transform-origin)/.test(
      property,
    );
    const turned = aligned && /\b(?:left|right)\b/.test(value);
    const uneven = /^(?:margin|padding|inset|border-(?:width|style|color)|scroll-(?:margin|padding))$/.test(property);
    const sided = uneven && parts.length === 4 && parts[1] !== parts[3];
    const moved = /^(?:transform|translate)$/.test(property) && /translate(?:X|3d)?\(|^-?[\d.]/.test(value);
    const painted = /gradient\(\s*to (?:left|right)/.test(value);
    return named || turned || sided || moved || painted ? [`${property}: ${value.trim()}`] : [];
  });
}

describe('the style of the console', () => {
  const css = readFileSync(new URL('../assets/console.css', import.meta.url), 'utf8');

  it('says start and end rather than left and right, so that it fits languages that are read the other way', () => {
    expect(physical(css)).to.deep.equal([]);
  });

  it('would be told of anything that stands on one side for everybody', () => {
    for (const planted of [
      'margin-left: 1rem',
      'border-right: 0',
      'left: 0',
      'text-align: right',
      'float: left',
      'padding: 0 1rem 0 2rem',
      'border-top-left-radius: 4px',
      'transform: translateX(1rem)',
      'background: linear-gradient(to right, #000, #fff)',
    ])
      expect(physical(`${css}\n@media print { .planted { color: red; ${planted}; } }`), planted).to.deep.equal([
        planted,
      ]);
    expect(
      physical('.fine { margin: 0 1rem; padding: 1px 2px 3px 2px; inset-inline-start: 0; text-align: start; }'),
    ).to.deep.equal([]);
    expect(css.match(/inline-(?:start|end)/g)?.length, 'it has looked at the style').to.be.greaterThan(8);
  });
});
