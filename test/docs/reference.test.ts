import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';
import { referencePages } from './support/reference.js';

describe('the reference', function () {
  this.timeout(120_000);
  const folder = join(root, 'docs', 'reference');

  it('is what the code says; "npm run reference" writes it', () => {
    const made = referencePages();
    const stale = [...made].filter(
      ([name, text]) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== text,
    );
    expect(stale.map(([name]) => name)).to.deep.equal([]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.md') && !made.has(name))).to.deep.equal([]);
  });

  it('names every command, plugin and error that there is', () => {
    const made = referencePages();
    expect(made.get('cli.md'))
      .to.match(/## rollcall extension enable/)
      .and.to.match(/## rollcall run/);
    expect(made.get('plugins.md'))
      .to.match(/### drupal\n/)
      .and.to.match(/### title-case\n/)
      .and.to.match(/### schedule\n/);
    expect([...(made.get('errors.md') ?? '').matchAll(/^\| `/gm)].length).to.be.greaterThan(60);
    expect(made.get('contract-api.md'))
      .to.match(/interface AccountWriter/)
      .and.to.match(/class RejectedError/);
  });
});
