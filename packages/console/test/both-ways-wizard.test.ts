import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { CONFIG, type OpenConsole, openConsole, type Visitor } from './support/open-console.js';

const NEW = CONFIG.replace(/syncs:\n.*\n/, 'syncs:\n  # begun by hand\n  crew: { from: here, to: there } # the crew\n');

describe('setting up a two-way sync', () => {
  let open: OpenConsole;
  let visitor: Visitor;
  beforeEach(async () => {
    open = await openConsole({}, NEW);
    visitor = await open.signIn('administrator');
    open.here.add({ id: 'h1', attributes: { userName: 'ada', displayName: 'Ada Here' }, active: true });
    open.there.add({ id: 't1', attributes: { userName: 'ada', displayName: 'Ada There' }, active: true });
  });
  afterEach(() => open.close());

  const page = async (path: string): Promise<string> => {
    const answer = await open.request(path, { as: visitor });
    expect(answer.status, path).to.equal(200);
    return answer.text();
  };
  const post = async (path: string, fields: readonly (readonly [string, string])[]): Promise<Response> =>
    open.request(path, {
      method: 'POST',
      as: visitor,
      body: new URLSearchParams([
        ['_token', visitor.token],
        ...fields.map(([name, value]) => [name, value]),
      ] as string[][]),
    });
  const save = async (step: string, fields: readonly (readonly [string, string])[]): Promise<string | null> =>
    (await post(`/setup/crew/${step}`, [...fields, ['do', 'save']])).headers.get('location');
  /** Without the guard, whose fields were not sent. */
  const settings = async (): Promise<object> => {
    const { guard: _, ...others } = (await open.setup.draft.editor()).get(['syncs', 'crew']) as Record<string, unknown>;
    return others;
  };
  const bothWays = (): Promise<string | null> => save('direction', [['direction', 'both-ways']]);
  const row = (at: number, fields: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
    Object.entries(fields).map(([name, value]) => [`rows[${at}].${name}`, value] as const);

  it('begins with the choice of the direction; the file keeps its comments and its order', async () => {
    expect(await page('/setup/crew/direction'))
      .to.contain('One way: here → there')
      .and.to.contain('Both ways: here ↔ there');
    expect(await bothWays()).to.equal('/setup/crew/mapping');
    const { text } = await open.setup.draft.view();
    expect(text).to.contain('# kept by hand').and.to.contain('# begun by hand').and.to.contain('# the crew');
    expect(text).to.match(/crew: \{ between: \[ ?here, there ?\] \} # the crew/);
    expect(await save('direction', [['direction', 'one-way']])).to.equal('/setup/crew/mapping');
    expect((await open.setup.draft.view()).text).to.match(/crew: \{ from: here, to: there \} # the crew/);
  });

  it('ticks the direction once it is chosen, one way too; of what was thrown away it knows nothing', async () => {
    const ticked = async (): Promise<boolean> =>
      /class="done"><a[^>]*\/direction"/.test(await page('/setup/club/mapping'));
    const begin = (): Promise<void> =>
      open.setup.draft.edit((editor) => editor.set(['syncs', 'club'], { from: 'here', to: 'there' }));
    const choose = (direction: string): Promise<Response> =>
      post('/setup/club/direction', [
        ['direction', direction],
        ['do', 'save'],
      ]);
    await begin();
    expect(await ticked()).to.equal(false);
    await choose('one-way');
    expect(await ticked()).to.equal(true);
    await open.setup.discard();
    await begin();
    expect(await ticked()).to.equal(false);
    await choose('both-ways');
    expect(await ticked()).to.equal(true);
  });

  it('shows both sides of each line, which way it goes, and what each side would get', async () => {
    await bothWays();
    const mapping = await page('/setup/crew/mapping');
    for (const text of ['In here', 'In there', '↔ both ways', '→ to there', '← to here'])
      expect(mapping).to.contain(text);
    expect(mapping)
      .to.match(/there gets<\/span> <ins>Ada Here/)
      .and.to.match(/>here gets<\/span> <ins>Ada There/);
    const one = await post('/setup/crew/mapping', [
      ...row(0, { target: 'displayName', 'from[]': 'displayName', way: 'to-second' }),
      ['do', 'show'],
    ]);
    expect(await one.text())
      .to.contain('there gets')
      .and.not.to.contain('>here gets');
  });

  it('says at the line that a mapper cannot be undone, until the line goes one way', async () => {
    await bothWays();
    const lines = (way: string): readonly (readonly [string, string])[] => [
      ...row(0, { target: 'userName', 'from[]': 'userName', way: 'both' }),
      ...row(1, { target: 'displayName', 'from[]': 'displayName', way, 'through[0].id': 'upper-case' }),
      ['correlate[]', 'userName'],
    ];
    const refused = await post('/setup/crew/mapping', [...lines('both'), ['do', 'save']]);
    expect(refused.status).to.equal(422);
    const shown = await refused.text();
    expect(shown).to.contain('what the mapper &quot;upper-case&quot; does cannot be undone');
    expect(shown)
      .to.match(/id="way-1"[^>]*aria-invalid="true"/)
      .and.not.to.match(/id="way-0"[^>]*aria-invalid/);
    expect(await save('mapping', lines('to-second'))).to.equal('/setup/crew/types');
    expect((await open.setup.draft.editor()).get(['syncs', 'crew', 'mapping'])).to.deep.equal({
      userName: 'userName',
      displayName: { from: 'displayName', through: ['upper-case'], authority: 'here' },
    });
  });

  it('leads through every step to a file that works, and shows it again as it was chosen', async () => {
    await bothWays();
    await save('mapping', [
      ...row(0, { target: 'userName', 'from[]': 'userName', way: 'both' }),
      ...row(1, { target: 'displayName', 'from[]': 'displayName', way: 'both', conflict: 'there' }),
      ['correlate[]', 'userName'],
    ]);
    expect(await save('types', [])).to.equal('/setup/crew/operations');
    const operations = await page('/setup/crew/operations');
    for (const text of ['In here', 'In there', 'here wins', 'there wins', 'How people get into a new account'])
      expect(operations).to.contain(text);
    expect(
      await save('operations', [
        ['sync.create[]', 'there'],
        ['sync.conflicts', 'here'],
        ['sync.signIn', 'there'],
        ['sync.credential.key-0', 'none'],
        ['sync.credential.key-1', 'none'],
      ]),
    ).to.equal('/setup/crew/scope');
    expect(await page('/setup/crew/scope'))
      .to.contain('People of here')
      .and.to.contain('People of there');
    expect(
      await save('scope', [
        ['sides.second.where', 'userName sw "a"'],
        ['sync.outOfScope', 'deactivate'],
      ]),
    ).to.equal('/setup/crew/groups');
    expect(await save('groups', [])).to.equal('/setup/crew/leavers');
    expect(
      await save('leavers', [
        ['sync.gone.key-0', 'delete'],
        ['sync.gone.key-1', 'keep'],
      ]),
    ).to.equal('/setup/crew/preview');
    expect(await settings()).to.deep.equal({
      between: ['here', 'there'],
      mapping: { userName: 'userName', displayName: { from: 'displayName', conflict: 'there' } },
      correlate: ['userName'],
      triggers: ['manual'],
      conflicts: 'here',
      create: ['there'],
      signIn: 'there',
      scope: { there: { where: 'userName sw "a"' } },
      outOfScope: 'deactivate',
      gone: { here: 'delete', there: 'keep' },
    });
    expect(await page('/setup/crew/leavers')).to.match(/name="sync\.gone\.key-0".*?<option value="delete" selected/s);
    expect(await page('/setup/crew/preview')).not.to.contain('Something is not right yet');
    expect((await post('/setup/crew/preview', [['do', 'finish']])).headers.get('location')).to.equal(
      '/setup/crew/finished',
    );
    expect(await page('/setup/crew/finished')).to.contain('here and there are now kept in step');
    expect(readFileSync(join(open.folder, 'rollcall.yaml'), 'utf8')).to.contain('# begun by hand');
  });

  it('keeps what is said by the name of a connection when another connection takes its place', async () => {
    await bothWays();
    await save('leavers', [
      ['sync.gone.key-0', 'keep'],
      ['sync.gone.key-1', 'delete'],
    ]);
    await open.setup.draft.edit((editor) => editor.set(['connections', 'other'], { provider: 'there', token: 'x' }));
    await post('/setup/crew/target', [
      ['connection', 'other'],
      ['do', 'use'],
    ]);
    expect(await settings()).to.deep.equal({
      between: ['here', 'other'],
      gone: { here: 'keep', other: 'delete' },
    });
  });

  it('lets groups be made that one side lacks, and keeps lines of roles that it cannot show', async () => {
    await bothWays();
    open.here.groups.set('h7', { id: 'h7', name: 'Choir' });
    open.there.groups.set('t7', { id: 't7', name: 'Staff' });
    await open.setup.draft.edit((editor) => editor.set(['syncs', 'crew', 'groups'], { roles: { Crew: 'Staff' } }));
    const groups = await page('/setup/crew/groups');
    expect(groups)
      .to.contain('<option value="Choir">Choir (new)</option>')
      .and.to.contain('Create groups that here does not have')
      .and.to.contain('Create groups that there does not have')
      .and.to.match(/name="roles\[1\].role" value="Crew"/);
    await save('groups', [
      ['roles[0].role', 'h7'],
      ['roles[0].group', 'Choir'],
      ['roles[1].role', 'Crew'],
      ['roles[1].group', 'Staff'],
      ['create[]', 'here'],
      ['create[]', 'there'],
    ]);
    expect(await settings()).to.deep.include({
      groups: { roles: { h7: 'Choir', Crew: 'Staff' }, create: ['here', 'there'] },
    });
    expect(await page('/setup/crew/groups')).to.contain('<option value="Choir" selected');
    await open.setup.draft.edit((editor) => editor.set(['connections', 'other'], { provider: 'there', token: 'x' }));
    await post('/setup/crew/target', [
      ['connection', 'other'],
      ['do', 'use'],
    ]);
    expect(await settings()).to.deep.include({
      groups: { roles: { h7: 'Choir', Crew: 'Staff' }, create: ['here', 'other'] },
    });
  });

  it('is chosen over the API as well', async () => {
    const send = (method: string, path: string, body: object): Promise<Response> =>
      open.request(path, {
        method,
        as: visitor,
        headers: { 'content-type': 'application/json', 'x-rollcall-token': visitor.token },
        body: JSON.stringify(body),
      });
    expect((await send('PUT', '/api/setup/crew/direction', { direction: 'both-ways' })).status).to.equal(204);
    const rows = [{ target: 'displayName', from: ['displayName'], through: [{ id: 'upper-case' }], way: 'both' }];
    const tried = (await (await send('POST', '/api/setup/crew/mapping/try', { rows })).json()) as {
      readonly rows: readonly { readonly back: { readonly obstacle: string } }[];
    };
    expect(tried.rows[0]?.back.obstacle).to.contain('upper-case');
    expect(await page('/api/setup/crew')).to.contain('"twoWay":true');
  });
});
