import { inspect } from 'node:util';
import { expect } from 'chai';
import { Secret } from '../src/index.js';

describe('Secret', () => {
  const secret = new Secret('open-sesame');

  it('gives its text only when asked to', () => {
    expect(secret.reveal()).to.equal('open-sesame');
  });

  it('hides its text wherever it is printed', () => {
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ nested: { secret } }, { depth: 5, showHidden: true }),
      Object.values(secret).join(),
    ];
    for (const text of shown) expect(text).not.to.contain('sesame');
    expect(JSON.stringify({ secret })).to.equal('{"secret":"[secret]"}');
  });
});
