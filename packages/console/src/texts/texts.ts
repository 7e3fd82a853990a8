import { BOTH_WAYS } from './both-ways.js';
import { EVERYDAY } from './everyday.js';
import { SETTING_UP } from './setting-up.js';
import { SIGNING_IN } from './signing-in.js';
import { TOKENS } from './tokens.js';

/** Every text of the console that is not data, so that it can be translated. */
export const TEXTS = {
  product: 'Rollcall',
  skip: 'Skip to content',
  menu: 'Menu',
  signedIn: 'Signed in as',
  navigation: {
    everyday: 'Everyday',
    setup: 'Set up',
    administration: 'Administration',
  },
  unsaved: 'Changes are not saved yet.',
  unsavedLook: 'Review and save',
  notFound: 'Not found',
  failed: 'That did not work',
  back: 'Back to the overview',
  search: 'Search',
  operations: {
    create: 'Create',
    update: 'Update',
    deactivate: 'Deactivate',
    reactivate: 'Reactivate',
    delete: 'Delete',
    link: 'Link',
    membership: 'Memberships',
    'create-group': 'Create group',
    resolve: 'Decide',
    'make-way': 'Make way',
  } as Readonly<Record<string, string>>,
  statuses: {
    planned: 'planned',
    held: 'waits',
    skipped: 'left out',
    intended: 'under way',
    done: 'done',
    failed: 'failed',
    rejected: 'refused by the target',
    approved: 'approved',
    refused: 'refused',
    superseded: 'settled otherwise',
    unknown: 'unclear',
    planning: 'reading',
    applying: 'writing',
    waiting: 'waits for approval',
    stopped: 'stopped',
  } as Readonly<Record<string, string>>,
  skipped: {
    role: 'have none of the roles',
    filter: 'do not fit the filter',
    disabled: 'are blocked in the source',
    protected: 'are protected',
    parked: 'were refused by the target, and wait for other values',
    grace: 'are in their days of grace',
    'inactive-already': 'left before',
  } as Readonly<Record<string, string>>,
  progress: {
    recover: (count: number) => `Looking after ${count} changes of an earlier run`,
    read: (count: number) => `${count} people read`,
    'read-target': (count: number) => `${count} accounts of the target read`,
    plan: (count: number) => `${count} changes planned`,
    apply: (done: number, planned: number) => `${done} of ${planned} changes done`,
    retry: (count: number) => `${count} accounts are tried again`,
    start: 'Starting',
  },
  unchanged: 'as they should be',
  leftOut: 'left out:',
  both: BOTH_WAYS,
  ...EVERYDAY,
  setup: SETTING_UP,
  oidc: SIGNING_IN,
  tokens: TOKENS,
} as const;

export function operationText(kind: string): string {
  return TEXTS.operations[kind] ?? kind;
}

export function statusText(status: string): string {
  return TEXTS.statuses[status] ?? status;
}

/** A counter of a run, for people: `skipped:role` is "left out: have none of the roles". */
export function counterText(name: string): string {
  const [kind = '', what = ''] = name.split(':');
  if (kind === 'skipped') return `${TEXTS.leftOut} ${TEXTS.skipped[what] ?? what.replaceAll('-', ' ')}`;
  if (kind === 'unchanged') return TEXTS.unchanged;
  return what === '' ? operationText(kind) : `${operationText(kind)}: ${statusText(what)}`;
}
