import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckStage, CONTRACT_TEXTS, type Said } from '@rollcall/contract';
import directory from '@rollcall/directory';
import drupal from '@rollcall/drupal';
import joomla from '@rollcall/joomla';
import { templatesOf } from '@rollcall/plugin';
import scim from '@rollcall/scim';
import { generateDrupalSite } from '@rollcall/testing';
import { expect } from 'chai';
import { root } from '../support/root.js';
import { openStage, type Stage } from '../support/stage.js';

const PACKAGES = [directory, drupal, joomla, scim];

/** Texts of stages that have no name, so that no translation could say them. */
function unnamedIn(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:label|detail|remedy):\s*(?:\S+ \? )?['"`]([^'"`]*)/g)].map(([found]) => found);
}

describe('what adapters say of a connection', () => {
  for (const { name } of PACKAGES)
    it(`has a name, so that it can be said in another language: ${name}`, () => {
      const source = join(root, 'adapters', name.replace('@rollcall/', ''), 'src');
      const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
        (path) => /check/.test(path) && path.endsWith('.ts'),
      );
      expect(files.length).to.be.greaterThan(0);
      for (const path of files) expect(unnamedIn(readFileSync(join(source, path), 'utf8')), path).to.deep.equal([]);
    });

  it('would be found if it had none', () => {
    expect(unnamedIn("checkStage({ label: T.open, status: 'passed', detail: `${count} accounts` })")).to.have.length(1);
    expect(unnamedIn("{ stage: 'reach', label: 'Reach it', status: 'passed', detail: T.answers }")).to.have.length(1);
    expect(unnamedIn("{ label: T.a, detail: open ? 'is open' : T.shut }")).to.have.length(1);
    expect(unnamedIn('{ stage, label: T.a, detail, remedy: T.b(address) }')).to.deep.equal([]);
  });
});

describe('a check of two real sites', () => {
  const known = new Map([
    ...PACKAGES.map(({ name, texts }) => [name, templatesOf(texts)] as const),
    ['@rollcall/contract', templatesOf(CONTRACT_TEXTS)],
  ]);
  let stage: Stage;
  before(async () => {
    stage = await openStage({ drupal: generateDrupalSite({ users: 20, seed: 3 }) });
  });
  after(() => stage.close());

  /** What of a stage could not be said in another language, with what stands in its places. */
  function unsaid({ label, detail, remedy, said = {} }: CheckStage): readonly string[] {
    const isKnown = (one: Said | undefined): boolean =>
      one !== undefined &&
      known.get(one.of)?.has(one.text) === true &&
      Object.values(one.values ?? {}).every((value) => typeof value !== 'object' || isKnown(value));
    const parts = [
      [label, said.label],
      [detail, said.detail],
      ...(remedy === undefined ? [] : [[remedy, said.remedy]]),
    ] as const;
    return parts.flatMap(([text, one]) => (isKnown(one as Said | undefined) ? [] : [String(text)]));
  }
  const stages = async (): Promise<readonly CheckStage[]> => {
    const { out } = await stage.rollcall('check', '--json');
    const all = JSON.parse(out) as unknown;
    const found: CheckStage[] = [];
    JSON.stringify(all, (_, value: unknown) => {
      if (typeof value === 'object' && value !== null && 'stage' in value && 'detail' in value)
        found.push(value as CheckStage);
      return value;
    });
    return found;
  };

  it('could be read in any language when all is well, but for what is data', async () => {
    const found = await stages();
    expect(found.length).to.be.greaterThan(10);
    // The names of the roles that were read are data.
    const rest = found.flatMap(unsaid);
    expect(rest.length).to.be.at.most(1);
  });

  it('could be read in any language when neither lets us in', async () => {
    stage.configure(stage.config.replace('${env:DRUPAL_PASSWORD}', 'wrong').replace('${env:JOOMLA_TOKEN}', 'wrong'));
    const found = (await stages()).filter(({ status }) => status === 'failed');
    expect(found.map((one) => one.stage)).to.deep.equal(['credential', 'credential']);
    expect(found.filter(({ said }) => said?.label === undefined)).to.deep.equal([]);
    expect(unsaid(found[0] as CheckStage)).to.deep.equal([]);
  });
});
