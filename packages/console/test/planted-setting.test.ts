import { SyncConfig, TwoWaySyncConfig } from '@rollcall/engine';
import { expect } from 'chai';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { type OpenConsole, openConsole, type Visitor } from './support/open-console.js';
import { plantSetting } from './support/planted-setting.js';

const CONNECTIONS = 'connections:\n  here: { provider: here, token: a }\n  there: { provider: there, token: b }\n';
const SYNCS = [
  ['a sync in one direction', SyncConfig, 'from: here, to: there'],
  ['a sync in both directions', TwoWaySyncConfig, 'between: [here, there]'],
] as const;

for (const [what, config, ends] of SYNCS)
  describe(`a setting that is new in the class of ${what}`, () => {
    let open: OpenConsole;
    let visitor: Visitor;
    const undo: (() => void)[] = [];
    beforeEach(async () => {
      undo.push(
        plantSetting(config, 'rounds', {
          help: 'So many rounds are turned.',
          label: 'Rounds to turn',
          rules: [IsOptional(), IsInt(), Min(3), Max(9)],
        }),
        plantSetting(config, 'pace', {
          help: 'How it walks.',
          label: 'Pace of it',
          choices: { slow: 'Slowly', fast: 'Fast' },
          hints: { slow: 'Takes its time.', fast: 'Takes none.' },
          rules: [IsOptional(), IsIn(['slow', 'fast'])],
        }),
      );
      open = await openConsole({}, `${CONNECTIONS}syncs:\n  crew: { ${ends}, mapping: { userName: userName } }\n`);
      visitor = await open.signIn('administrator');
    });
    afterEach(async () => {
      for (const take of undo.splice(0).toReversed()) take();
      await open.close();
    });
    const save = (fields: Readonly<Record<string, string>>): Promise<Response> =>
      open.request('/setup/crew/operations', {
        method: 'POST',
        as: visitor,
        body: new URLSearchParams({ _token: visitor.token, do: 'save', ...fields }),
      });

    it('has its field, its help, its choices, its validation and its place in the file, without a change of the console', async () => {
      const page = await (await open.request('/setup/crew/operations', { as: visitor })).text();
      expect(page)
        .to.match(/<label for="sync-rounds">Rounds to turn<\/label>.*So many rounds are turned\./s)
        .and.to.match(/<input type="number" id="sync-rounds"[^>]*min="3" max="9"/)
        .and.to.match(/Pace of it.*Slowly.*Takes its time\..*Fast.*Takes none\./s);
      const refused = await save({ 'sync.rounds': '12', 'sync.pace': 'fast' });
      expect(refused.status).to.equal(422);
      expect(await refused.text())
        .to.match(/<p class="problem" id="sync-rounds-problem">must not be greater than 9<\/p>/)
        .and.to.match(/id="sync-rounds"[^>]*aria-invalid="true"[^>]*value="12"/)
        .and.to.match(/name="sync\.pace" value="fast" checked/);
      expect((await save({ 'sync.rounds': '4', 'sync.pace': 'fast' })).headers.get('location')).to.equal(
        '/setup/crew/scope',
      );
      const stored = (await open.setup.draft.editor()).get(['syncs', 'crew']);
      expect(stored).to.include({ rounds: 4, pace: 'fast' });
      expect((await save({ 'sync.rounds': '' })).status).to.equal(303);
      expect((await open.setup.draft.editor()).get(['syncs', 'crew'])).to.not.have.any.keys('rounds', 'pace');
    });

    it('is told on the page of the sync', async () => {
      await save({ 'sync.rounds': '4', 'sync.pace': 'slow' });
      const done = await open.request('/changes/save', {
        method: 'POST',
        as: visitor,
        body: new URLSearchParams({ _token: visitor.token }),
      });
      expect(done.status).to.be.lessThan(400);
      expect(await (await open.request('/syncs/crew', { as: visitor })).text())
        .to.contain('<dt>Rounds to turn</dt><dd>4</dd>')
        .and.to.contain('<dt>Pace of it</dt><dd>Slowly</dd>');
    });
  });
