import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'yaml';
import { ConfigEditor } from '../../src/setup/config-editor.js';

const FILE = `# Ours. Ask Ada before you change it.
connections:
  intranet: # the truth
    provider: drupal
    baseUrl: https://intranet.example # without a slash
    auth: { type: basic, username: provisioner, password: '\${env:PASSWORD}' }
  website: { provider: joomla, baseUrl: 'https://www.example' }

syncs:
  staff:
    from: intranet
    to: website
    # In this order.
    correlate: [userName, email]
    mapping:
      userName: name # as they sign in
      email: mail
`;

describe('editing a configuration', () => {
  it('keeps comments, order and ways of writing of all that is not touched', () => {
    const editor = new ConfigEditor(FILE, 'rollcall.yaml');
    editor.set(['connections', 'intranet', 'baseUrl'], 'https://other.example');
    editor.set(['syncs', 'staff', 'mapping', 'displayName'], 'display_name');
    editor.set(['connections', 'intranet', 'auth'], { type: 'basic', username: 'other', password: '${env:PASSWORD}' });
    editor.set(['syncs', 'staff', 'correlate'], ['userName']);
    expect(editor.text).to.equal(
      FILE.replace('https://intranet.example', 'https://other.example')
        .replace('username: provisioner', 'username: other')
        .replace('[userName, email]', '[ userName ]')
        .replace('      email: mail\n', '      email: mail\n      displayName: display_name\n'),
    );
  });

  it('leaves the text as it is when nothing is changed', () => {
    const editor = new ConfigEditor(FILE, 'rollcall.yaml');
    for (const path of [['connections'], ['syncs'], ['syncs', 'staff', 'mapping']]) editor.set(path, editor.get(path));
    expect(editor.text).to.equal(FILE);
  });

  it('opens groups that are not there yet, and says where one cannot be opened', () => {
    const editor = new ConfigEditor('syncs:\nextensions: []\n', 'rollcall.yaml');
    editor.set(['syncs', 'staff', 'scope'], { roles: ['editor'] });
    expect(parse(editor.text)).to.deep.equal({ syncs: { staff: { scope: { roles: ['editor'] } } }, extensions: [] });
    expect(() => new ConfigEditor('syncs: 3\n', 'rollcall.yaml').set(['syncs', 'staff'], {})).to.throw(
      /syncs is no group of settings; mend that line/,
    );
  });

  it('refuses a text that is no YAML, with the line', () => {
    expect(() => new ConfigEditor('a: [1\nb: 2\n', 'rollcall.yaml')).to.throw(/reading rollcall.yaml:2/);
  });

  it('gives back just what was set, whatever was there before', () => {
    const value = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      node: fc.oneof(
        { depthSize: 'small' },
        tie('leaf'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), tie('node'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).node;
    fc.assert(
      fc.property(value, value, (first, second) => {
        const editor = new ConfigEditor(FILE, 'rollcall.yaml');
        editor.set(['syncs', 'other'], first);
        editor.set(['syncs', 'other'], second);
        const again = new ConfigEditor(editor.text, 'rollcall.yaml');
        expect(again.get(['syncs', 'other'])).to.deep.equal(JSON.parse(JSON.stringify(second)));
        expect(again.get(['syncs', 'staff'])).to.deep.equal((parse(FILE) as { syncs: { staff: unknown } }).syncs.staff);
        expect(again.text)
          .to.contain('# Ours. Ask Ada')
          .and.contain('# as they sign in')
          .and.contain('# In this order.');
      }),
      { seed: 6, numRuns: 200 },
    );
  });
});
