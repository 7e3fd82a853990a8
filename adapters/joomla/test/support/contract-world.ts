import {
  type Fresh,
  JoomlaSite,
  type ProviderContractOptions,
  type ProviderWorld,
  type TrueAccount,
} from '@rollcall/testing';
import { openSimulated, type SimulatedOptions } from './simulated-site.js';

const STAFF = '10';

/** The ways into a Joomla site, each with what its site has and what the connection knows. */
export const ROUTES = {
  core: { options: { tokens: ['core'], settings: { route: 'core' } } },
  'scim, free edition': { options: { tokens: ['scim'], settings: { route: 'scim' }, scim: {} } },
  'scim, complete edition': {
    options: { tokens: ['scim'], settings: { route: 'scim' }, scim: { edition: 'complete' } },
  },
  'auto, API and free plugin': { options: { tokens: ['core', 'scim'], scim: {} } },
  'auto, only the free plugin works': { options: { tokens: ['core', 'scim'], scim: {}, coreApi: false } },
  'auto, only the complete plugin works': {
    options: { tokens: ['core', 'scim'], scim: { edition: 'complete' }, coreApi: false },
  },
} as const satisfies Readonly<Record<string, { readonly options: SimulatedOptions }>>;

export type RouteName = keyof typeof ROUTES;

const FREE_EDITION = {
  'accounts: reads every account once, as it is': 'The free edition answers a list of users with nothing.',
  'accounts: proves on the last page, and only there, that it read everything':
    'The free edition answers a list of users with nothing, so there is nothing to prove.',
  'accounts: gets one by its id, and nothing for an id that is not there': 'The free edition cannot read a user by id.',
  'close: leaves no timer that keeps the process alive':
    'It reads a page of accounts first, and the free edition lists nobody.',
  'accounts: finds a person by id and by key, and gives no more than it may':
    'The free edition finds by username or e-mail address, not by id.',
} as const;
const API_OFF = {
  'groups: lists every group once, with a name': 'Only the Web Services API tells of groups, and it is off.',
  'prefilter: leaves out nobody who is meant, and gives each once':
    'Only the Web Services API takes filters, and it is off; all accounts are looked through.',
} as const;
const NAME = {
  'update: null clears an attribute': 'A user of Joomla has a name: where it is cleared, it becomes the username.',
} as const;

/** What a route does not keep of the contract, with the reason. */
export const WAIVERS: Readonly<Record<RouteName, Readonly<Record<string, string>>>> = {
  core: {},
  'scim, free edition': FREE_EDITION,
  'scim, complete edition': NAME,
  'auto, API and free plugin': {},
  'auto, only the free plugin works': { ...FREE_EDITION, ...API_OFF },
  'auto, only the complete plugin works': { ...NAME, ...API_OFF },
};

/** A fresh site with three people and an administrator, and the provider on this route. */
export function contractOptions(route: RouteName): ProviderContractOptions {
  return { make: () => freshWorld(route), waive: WAIVERS[route] };
}

function freshWorld(route: RouteName): Fresh<ProviderWorld> {
  const site = new JoomlaSite({
    groups: ['Staff'],
    fields: [{ name: 'employee-number' }, { name: 'department', options: ['sales', 'it'] }],
  });
  const { options } = ROUTES[route];
  const { joomla, admin } = openSimulated({ ...options, site });
  for (const name of ['ada', 'bob', 'cyd'])
    site.addUser({ name: `${name} name`, username: name, email: `${name}@example.test`, groups: [2] });
  const byApi = options.tokens[0] === 'core' && !('coreApi' in options);
  return {
    subject: {
      provider: joomla,
      attributes: byApi ? ['username', 'email', 'name', 'employee-number', 'department'] : ['username', 'email'],
      key: 'username',
      account: (n) => ({
        username: `new${n}`,
        email: `new${n}@example.test`,
        ...(byApi ? { name: `New ${n}`, 'employee-number': `E-${n}` } : {}),
      }),
      change: byApi ? { 'employee-number': 'E-99', department: 'it' } : { name: 'Another Name' },
      protectedId: String(admin.id),
      groups: () => [STAFF, ...[...site.groups.keys()].map(String).filter((id) => id !== STAFF)],
      truth: () => truthOf(site),
    },
  };
}

function truthOf(site: JoomlaSite): ReadonlyMap<string, TrueAccount> {
  return new Map(
    [...site.users.values()].map((user) => [
      String(user.id),
      {
        attributes: {
          username: user.username,
          email: user.email,
          name: user.name,
          'employee-number': String(user.fields.get('employee-number') ?? ''),
          department: user.fields.has('department') ? String(user.fields.get('department')) : null,
        },
        active: user.block === 0,
        groups: [...user.groups].map(String),
      },
    ]),
  );
}
