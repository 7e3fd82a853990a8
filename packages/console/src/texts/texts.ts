import { message } from '@rollcall/plugin';
import { BOTH_WAYS } from './both-ways.js';
import { EVERYDAY } from './everyday.js';
import { speaking } from './language.js';
import { NAMES } from './names.js';
import { REFUSALS } from './refusals.js';
import { SETTING_UP } from './setting-up.js';
import { SIGNING_IN } from './signing-in.js';
import { TOKENS } from './tokens.js';

/** Every text of the console that is not data, in English. */
export const ENGLISH = {
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
  yes: 'yes',
  no: 'no',
  none: 'none',
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
    recover: message('Looking after {count, plural, one {# change} other {# changes}} of an earlier run', 'count'),
    read: message('{count, plural, one {# person} other {# people}} read', 'count'),
    'read-target': message('{count, plural, one {# account} other {# accounts}} of the target read', 'count'),
    plan: message('{count, plural, one {# change} other {# changes}} planned', 'count'),
    apply: message('{done, number} of {planned, plural, one {# change} other {# changes}} done', 'done', 'planned'),
    retry: message('{count, plural, one {# account is} other {# accounts are}} tried again', 'count'),
    start: 'Starting',
  },
  unchanged: 'as they should be',
  leftOut: 'left out:',
  both: BOTH_WAYS,
  ...EVERYDAY,
  setup: SETTING_UP,
  oidc: SIGNING_IN,
  tokens: TOKENS,
  refusals: REFUSALS,
  names: NAMES,
} as const;

/** The same in the language of who asks. */
export const TEXTS = speaking(ENGLISH);

export function operationText(kind: string): string {
  return TEXTS.operations[kind] ?? kind;
}

export function statusText(status: string): string {
  return TEXTS.statuses[status] ?? status;
}

/** What somebody did, for people. */
export function actionText(action: string): string {
  return TEXTS.names.actions[action] ?? action;
}

/** A counter of a run, for people: `skipped:role` is "left out: have none of the roles". */
export function counterText(name: string): string {
  const [kind = '', what = ''] = name.split(':');
  if (kind === 'skipped') return `${TEXTS.leftOut} ${TEXTS.skipped[what] ?? what.replaceAll('-', ' ')}`;
  if (kind === 'unchanged') return TEXTS.unchanged;
  return what === '' ? operationText(kind) : `${operationText(kind)}: ${statusText(what)}`;
}
