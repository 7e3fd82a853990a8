import { readFileSync } from 'node:fs';
import { lintConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { MapperExample } from '../src/index.js';
import { definitions, inputOf, make, outcome } from './support/built-in.js';

describe('a built-in mapper', () => {
  it('is there for each thing that mappings need', () => {
    expect(definitions.map(({ id }) => id)).to.have.members([
      'copy',
      'constant',
      'default',
      'coalesce',
      'template',
      'expression',
      'lookup',
      'switch',
      'join',
      'split',
      'list',
      'first-item',
      'last-item',
      'lower-case',
      'upper-case',
      'title-case',
      'trim',
      'replace',
      'strip',
      'normalise-diacritics',
      'truncate',
      'substring',
      'unique',
      'number',
      'boolean',
      'date-format',
    ]);
  });

  for (const definition of definitions) {
    const examples = (definition.examples ?? []) as readonly MapperExample[];

    for (const [index, example] of examples.entries()) {
      it(`${definition.id}: gives what example ${index + 1} says`, () => {
        const found = outcome(make(definition.id, example.config), inputOf(example));
        if (example.refused !== undefined) expect(found).to.include({ refused: example.refused });
        else if (example.candidates !== undefined) expect(found).to.deep.equal({ candidates: example.candidates });
        else expect(found).to.deep.equal({ output: example.output });
      });
    }

    it(`${definition.id}: has examples, a description, and settings that are explained and checked`, () => {
      expect(examples.length).to.be.at.least(3);
      expect(definition.description).to.match(/^[A-Z].*\.$/);
      expect(definition.config === undefined ? [] : lintConfig(definition.config)).to.deep.equal([]);
    });

    it(`${definition.id}: shows its first example in its docblock, and names each setting there`, () => {
      const text = docblockOf(definition.id);
      const yaml = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
      const [example] = examples as readonly [MapperExample];
      const { config, from, input, output, candidates } = example;
      const [rule] = Object.values(parse(yaml) as Readonly<Record<string, unknown>>);
      expect(rule).to.deep.equal({
        ...(from === undefined ? {} : { from }),
        through: [config === undefined ? definition.id : { [definition.id]: config }],
      });
      expect(parse(/# source: (.*)/.exec(yaml)?.[1] ?? '')).to.deep.equal(input);
      expect(parse(/# gives: (.*)/.exec(yaml)?.[1] ?? '')).to.deep.equal(candidates ?? output);
      for (const name of settingsOf(definition.config)) expect(text, name).to.contain(`\`${name}\``);
    });
  }
});

/** The comment before the class, without its stars. */
function docblockOf(id: string): string {
  const source = readFileSync(new URL(`../src/${id}.ts`, import.meta.url), 'utf8');
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n@mapper\(/.exec(source)?.[1] ?? '';
  return comment.replace(/^ \* ?/gm, '');
}

function settingsOf(config: (new () => object) | undefined): readonly string[] {
  return config === undefined ? [] : Object.keys(new config());
}
