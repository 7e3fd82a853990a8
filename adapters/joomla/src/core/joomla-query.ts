import type { AccountCondition } from '@rollcall/contract';
import {
  type AccountTest,
  type JoomlaColumn,
  type JoomlaQuery,
  joomlaLanguage,
  translate,
} from '@rollcall/scim-protocol';
import { NAME_PARTS } from '../names.js';

/** What Joomla's search looks into, and the dates that it has filters for. */
const COLUMNS: Readonly<Record<string, JoomlaColumn>> = {
  username: 'username',
  email: 'email',
  name: 'name',
  [NAME_PARTS.whole]: 'name',
  registerDate: 'registered',
  lastvisitDate: 'visited',
};

const LANGUAGE = joomlaLanguage((attribute) => COLUMNS[attribute]);

/** What to ask the Web Services API, so that all who are meant come, and not everybody; undefined where it has no filter for it. */
export function joomlaQuery(condition: AccountCondition): JoomlaQuery | undefined {
  return translate<AccountTest, JoomlaQuery>(condition, LANGUAGE).query;
}
