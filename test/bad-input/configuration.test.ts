import { type BadStage, openBadStage } from './bad-stage.js';

describe('a wrong configuration', () => {
  let stage: BadStage;
  before(async () => {
    stage = await openBadStage();
  });
  after(() => stage.close());

  const cases: readonly (readonly [title: string, find: string, replace: string, text: string])[] = [
    [
      'an address that is none',
      "baseUrl: 'http://127.0.0.1",
      "baseUrl: '127.0.0.1",
      'connections.intranet.baseUrl: must be an address such as https://intranet.example (FOLDER/rollcall.yaml:3:33)',
    ],
    [
      'an unknown provider',
      'provider: joomla',
      'provider: jomla',
      'connections.website.provider: The provider "jomla" does not exist. Did you mean "joomla"? Known: …. (FOLDER/rollcall.yaml:4:14)',
    ],
    [
      'an unknown mapper',
      'replace:',
      'replce:',
      'syncs.staff.mapping.userName.through[0]: The mapper "replce" does not exist. Did you mean "replace"? Known: …. (FOLDER/rollcall.yaml:12:41)',
    ],
    [
      'an unknown setting of a mapper',
      "with: ''",
      "by: ''",
      'syncs.staff.mapping.userName.through[0].replace.by: there is no setting "by". Known: …. (FOLDER/rollcall.yaml:12:65)',
    ],
    [
      'a pattern that is none',
      "{ find: \"'\", with: '' }",
      "{ find: '(', with: '', regex: true }",
      'syncs.staff.mapping.userName.through[0].replace.find: is wrong: RE2 does not take this pattern: missing closing ): `(` (it has no look-around and no back-references) (FOLDER/rollcall.yaml:12:54)',
    ],
    [
      'an unknown setting of a sync',
      'guard:',
      'gaurd:',
      'syncs.staff.gaurd: there is no setting "gaurd". Did you mean "guard"? (FOLDER/rollcall.yaml:18:5)',
    ],
    [
      'an unknown setting of a connection',
      'route: core',
      'rout: core',
      'connections.website.rout: there is no setting "rout". Did you mean "route"? (FOLDER/rollcall.yaml:4:67)',
    ],
    [
      'a wrong choice',
      'route: core',
      'route: cor',
      'connections.website.route: must be one of the following values: auto, core, scim (FOLDER/rollcall.yaml:4:67)',
    ],
    [
      'broken YAML',
      'operations: [create',
      'operations: [[create',
      'Error: reading FOLDER/rollcall.yaml:17:5: Flow sequence in block collection must be sufficiently indented and end with a ].\n  Mend that line, or the one before it; a text with ": " or "#" in it needs quotes.\n  (config-syntax)',
    ],
    [
      'a setting that is there twice',
      '    guard:',
      '    groups: {}\n    guard:',
      'Error: reading FOLDER/rollcall.yaml:18:5: Map keys must be unique.\n  Mend that line, or the one before it; a text with ": " or "#" in it needs quotes.\n  (config-syntax)',
    ],
    [
      'an attribute that the source does not have',
      ': field_first_name',
      ': field_frist_name',
      'syncs.staff.mapping.name.givenName: intranet has no attribute "field_frist_name". Did you mean "field_first_name"? Known: …. (FOLDER/rollcall.yaml:14:7)',
    ],
    [
      'an attribute that the target does not have',
      'name.givenName:',
      'name.givnName:',
      'syncs.staff.mapping.name.givnName: website has no attribute "name.givnName". Did you mean "name.givenName"? Known: …. (FOLDER/rollcall.yaml:14:7)',
    ],
    [
      'two lines for one attribute',
      '      name.givenName:',
      '      username: mail\n      name.givenName:',
      'syncs.staff.mapping.username: it fills the same attribute as "userName"; take one of them away (FOLDER/rollcall.yaml:14:7)',
    ],
    [
      'a scope that is no filter',
      'scope: { roles: [joomla_user] }',
      "scope: { where: 'name eqq 3' }",
      'syncs.staff.scope.where: the filter is wrong at position 6: an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr) was expected, and there is "eqq" (FOLDER/rollcall.yaml:9:14)',
    ],
    [
      'a role that the source does not have',
      '[joomla_user]',
      '[joomla_usr]',
      'syncs.staff.scope.roles: intranet has no role "joomla_usr". Did you mean "joomla_user"? Known: …. (FOLDER/rollcall.yaml:9:14)',
    ],
    [
      'a group that the target does not have',
      'manager: Staff',
      'manager: Stuff',
      'syncs.staff.groups.roles.manager: website has no group "Stuff". Did you mean "Staff"? Known: …. "create: true" makes missing ones (FOLDER/rollcall.yaml:17:48)',
    ],
    [
      'a powerful group',
      'manager: Staff',
      'manager: Super Users',
      'syncs.staff.groups.roles.manager: "Super Users" of website is powerful (its members may do everything on the site; Rollcall never changes them); to give it all the same, name it in allowPrivileged as well (FOLDER/rollcall.yaml:17:48)',
    ],
    [
      'a correlation by the same twice',
      'correlate: [userName, ',
      'correlate: [userName, username, ',
      'syncs.staff.correlate[1]: it looks for the same as rule 1 (username); take one of them away (FOLDER/rollcall.yaml:10:27)',
    ],
    [
      'a correlation by what nothing fills',
      'correlate: [userName, ',
      'correlate: [params.language, ',
      'syncs.staff.correlate[0]: the mapping does not fill "params.language", so nobody could be found by it; map it, or choose another attribute (FOLDER/rollcall.yaml:10:17)',
    ],
    [
      'an environment variable that is not set',
      'env:JOOMLA_TOKEN',
      'env:NO_SUCH',
      'connections.website.token: the environment variable NO_SUCH is not set; set it for the process that runs Rollcall (FOLDER/rollcall.yaml:4:80)',
    ],
    [
      'an unknown connection',
      'to: website',
      'to: webiste',
      'syncs.staff.to: there is no connection "webiste". Did you mean "website"? Known: …. (FOLDER/rollcall.yaml:8:5)',
    ],
    [
      'an operation that there is not',
      'operations: [create, update',
      'operations: [create, upsert',
      'syncs.staff.operations: each value must be one of the following values: create, update, deactivate, reactivate, delete (FOLDER/rollcall.yaml:16:5)',
    ],
  ];
  for (const [title, find, replace, text] of cases)
    it(`with ${title} is refused with its place and what to do`, async () => {
      if (!stage.config.includes(find)) throw new Error(`the configuration has no "${find}"`);
      stage.configure(stage.config.replace(find, () => replace));
      await stage.refuses(['run'], 2, text.startsWith('Error:') ? text : `The configuration has a problem:\n  ${text}`);
    });
});
