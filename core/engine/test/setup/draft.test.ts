import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { MemoryState } from '../../src/index.js';
import { Draft } from '../../src/setup/draft.js';

describe('a draft of the configuration', () => {
  let folder: string;
  let path: string;
  let state: MemoryState;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-draft-'));
    path = join(folder, 'rollcall.yaml');
    state = new MemoryState();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const draft = (readOnly = false): Draft => new Draft({ path, marks: state.marks, readOnly });

  it('begins with nothing where there is no file, and makes one in one piece', async () => {
    expect(await draft().view()).to.include({ fresh: true, changed: false, stale: false });
    await draft().edit((editor) => editor.set(['syncs', 'staff'], { from: 'a', to: 'b' }));
    expect(existsSync(path), 'not before it is saved').to.equal(false);
    await draft().save();
    expect(readFileSync(path, 'utf8')).to.contain('staff:\n    from: a\n    to: b\n');
    expect(readdirSync(folder)).to.deep.equal(['rollcall.yaml']);
    expect((await draft().view()).changed).to.equal(false);
  });

  it('shows the lines that saving would change', async () => {
    writeFileSync(path, '# ours\nsyncs:\n  staff:\n    from: a\n    to: b\n');
    await draft().edit((editor) => editor.set(['syncs', 'staff', 'to'], 'c'));
    const { diff } = await draft().view();
    expect(diff.filter(({ kind }) => kind !== 'same')).to.deep.equal([
      { kind: 'removed', text: '    to: b' },
      { kind: 'added', text: '    to: c' },
    ]);
    await draft().discard();
    expect((await draft().view()).diff).to.deep.equal([]);
  });

  it('notices that somebody changed the file meanwhile, and overwrites nothing of theirs', async () => {
    writeFileSync(path, 'syncs: {}\n');
    await draft().edit((editor) => editor.set(['extensions'], ['x']));
    writeFileSync(path, 'syncs: {}\nstate: { keepDays: 7 }\n');
    expect((await draft().view()).stale).to.equal(true);
    const saving = draft().save();
    expect(
      await saving.then(
        () => '',
        (error: { code: string }) => error.code,
      ),
    ).to.equal('config-changed-meanwhile');
    expect(readFileSync(path, 'utf8')).to.equal('syncs: {}\nstate: { keepDays: 7 }\n');
  });

  it('loses no edit of several at once', async () => {
    const one = draft();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        one.edit((editor) => editor.set(['connections', `c${index}`], { provider: 'x' })),
      ),
    );
    expect(Object.keys((await one.editor()).get(['connections']) as object)).to.have.length(20);
  });

  it('changes nothing where it is for reading only', async () => {
    writeFileSync(path, 'syncs: {}\n');
    const edit = draft(true).edit((editor) => editor.set(['extensions'], ['x']));
    expect(
      await edit.then(
        () => '',
        (error: { code: string }) => error.code,
      ),
    ).to.equal('config-read-only');
    expect((await draft(true).view()).readOnly).to.equal(true);
  });
});
