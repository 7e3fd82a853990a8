import { createHttpClients } from '@rollcall/engine';
import { parseConfig } from '@rollcall/plugin';
import {
  createJoomlaSimulator,
  type Fresh,
  JoomlaSite,
  type ProviderWorld,
  type SCIM_DIALECTS,
  type ScimService,
  serveSimulator,
  TestClock,
  type TrueAccount,
  type Waivers,
} from '@rollcall/testing';
import { ScimConfig, ScimProvider } from '../../src/index.js';
import { openScim, presetOf } from './open-scim.js';

const MAIL = 'emails[type eq "work"].value';

/** A service of one kind with some people and groups in it, and the adapter in the dialect for it. */
export async function scimWorld(dialect: keyof typeof SCIM_DIALECTS): Promise<Fresh<ProviderWorld>> {
  const open = await openScim({ dialect, settings: { pageSize: 3, protect: ['root'] } });
  const { service } = open;
  const ids = [1, 2, 3, 4, 5, 6, 7].map(
    (n) =>
      service.addUser({
        userName: `user${n}`,
        ...(n % 2 === 0 ? { title: 'Dr' } : {}),
        emails: [{ type: 'work', value: `user${n}@example.test` }],
        active: n !== 2,
      }).id,
  );
  const root = service.addUser({ userName: 'root' });
  service.addGroup('Staff', ids.slice(0, 3));
  for (const name of ['Editors', 'Managers', 'Night shift']) service.addGroup(name);
  const subject: ProviderWorld = {
    provider: open.scim,
    truth: () => truthOf(service),
    attributes: ['userName', 'title', 'name.givenName', MAIL],
    key: 'userName',
    account: (n) => ({ userName: `new${n}`, title: 'Prof', 'name.givenName': 'Ada', [MAIL]: `new${n}@example.test` }),
    change: { title: 'Sir', 'name.givenName': 'Zoë', [MAIL]: 'other@example.test' },
    protectedId: root.id,
    groups: () => [...service.groups.all()].map(({ id }) => id),
  };
  return { subject, dispose: () => open.close() };
}

function truthOf(service: ScimService): ReadonlyMap<string, TrueAccount> {
  return new Map(
    [...service.users.all()].map((user) => {
      const { userName, title, name, emails = [] } = user as unknown as SimulatedUser;
      const mail = emails.find(({ type }) => type === 'work')?.value;
      const values = { userName, title, 'name.givenName': name?.givenName, [MAIL]: mail };
      const attributes = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
      return [
        user.id,
        {
          attributes: attributes as TrueAccount['attributes'],
          active: user.active === true,
          groups: service.groupIdsOf(user.id),
        },
      ];
    }),
  );
}

interface SimulatedUser {
  readonly userName: string;
  readonly title?: string;
  readonly name?: { readonly givenName?: string };
  readonly emails?: readonly { readonly type?: string; readonly value?: string }[];
}

/** A Joomla with the free SCIM plugin as it was recorded, and the adapter in the dialect for it. */
export async function joomlaWorld(): Promise<Fresh<ProviderWorld>> {
  const site = new JoomlaSite();
  for (const n of [1, 2, 3]) site.addUser({ name: `user${n}`, username: `user${n}`, email: `user${n}@example.test` });
  const served = await serveSimulator(createJoomlaSimulator({ site, scim: { token: 'scim-token' } }));
  const config = parseConfig(ScimConfig, {
    ...presetOf('joomla-miniorange'),
    baseUrl: `${served.url}/api/index.php/v1/mini/miniorangescim`,
    auth: { token: 'scim-token' },
  });
  const provider = new ScimProvider(config, createHttpClients({ clock: new TestClock(), random: () => 0.5 }));
  const subject: ProviderWorld = {
    provider,
    truth: () =>
      new Map(
        [...site.users.values()].map(({ id, username, email, block }) => [
          String(id),
          { attributes: { userName: username, [MAIL]: email }, active: block === 0, groups: [] },
        ]),
      ),
    attributes: ['userName'],
    key: 'userName',
    account: (n) => ({ userName: `new${n}`, [MAIL]: `new${n}@example.test` }),
    change: { [MAIL]: 'other@example.test' },
  };
  return {
    subject,
    dispose: async () => {
      await provider.close();
      await served.close();
    },
  };
}

const NO_LIST = 'the plugin does not list its users';
const NO_ID = 'the plugin reads no user by its id';

/** What a dialect cannot keep, each with the reason. */
export const WAIVERS: Readonly<Record<string, Waivers>> = {
  'joomla-miniorange': {
    'accounts: reads every account once, as it is': NO_LIST,
    'accounts: proves on the last page, and only there, that it read everything': NO_LIST,
    'accounts: gets one by its id, and nothing for an id that is not there': NO_ID,
    'accounts: finds a person by id and by key, and gives no more than it may': NO_ID,
  },
};

/** Every dialect with its world; `generic` is none. */
export const WORLDS: Readonly<Record<string, () => Promise<Fresh<ProviderWorld>>>> = {
  generic: () => scimWorld('generic'),
  'entra-strict': () => scimWorld('entra-strict'),
  okta: () => scimWorld('okta'),
  aws: () => scimWorld('aws'),
  slack: () => scimWorld('slack'),
  github: () => scimWorld('github'),
  google: () => scimWorld('google'),
  miro: () => scimWorld('miro'),
  'joomla-miniorange': joomlaWorld,
};
