import { OPERATIONS } from '@rollcall/contract';

type Look = (answer: unknown, values: readonly unknown[]) => string | undefined;

/**
 * What is wrong with the shape of what a provider answered; `undefined` where nothing is. It looks at what the engine relies on,
 * not at values: ids are texts, lists are lists, and who is asked for is who comes.
 */
export function misshapenAnswer(call: string, answer: unknown, values: readonly unknown[]): string | undefined {
  return LOOKS.get(call)?.(answer, values);
}

const account: Look = (answer) => {
  if (!isRecord(answer)) return `an account is ${kindOf(answer)}`;
  if (!isId(answer.id)) return `an account has ${kindOf(answer.id)} for its id, which must be a text`;
  if (!isRecord(answer.attributes)) return `the attributes of an account are ${kindOf(answer.attributes)}`;
  if (answer.active !== undefined && typeof answer.active !== 'boolean')
    return `"active" of an account is ${kindOf(answer.active)}`;
  if (answer.groups !== undefined && !isListOf(answer.groups, isId))
    return '"groups" of an account is no list of group ids';
  return undefined;
};
const accounts: Look = (answer, values) =>
  Array.isArray(answer)
    ? answer.map((item) => account(item, values)).find((problem) => problem !== undefined)
    : `the answer is ${kindOf(answer)}, and must be a list of accounts`;
const result: Look = (answer, [id]) => {
  if (!isRecord(answer) || !isId(answer.id)) return 'the answer has no id of the account that was written';
  return typeof id === 'string' && answer.id !== id ? 'the answer is about another account' : undefined;
};

const LOOKS: ReadonlyMap<string, Look> = new Map<string, Look>([
  [
    'check',
    (answer) => {
      if (!isRecord(answer) || !Array.isArray(answer.stages)) return 'the report has no "stages"';
      const odd = answer.stages.findIndex((stage) => !isStage(stage));
      return odd === -1
        ? undefined
        : `stage ${odd} of the report needs "label", "detail" and a "status": ${STATUSES.join(', ')}`;
    },
  ],
  [
    'schema',
    (answer) =>
      isRecord(answer) && isListOf(answer.attributes, (item) => isRecord(item) && isId(item.name))
        ? undefined
        : 'the schema has no list of "attributes" with names',
  ],
  ['accounts.pages', (page, values) => (isRecord(page) ? accounts(page.accounts, values) : 'a page is no object')],
  [
    'accounts.get',
    (answer, values) => {
      if (answer === undefined) return undefined;
      return (
        account(answer, values) ?? (isRecord(answer) && answer.id === values[0] ? undefined : 'another account came')
      );
    },
  ],
  ['accounts.getMany', (answer, values) => accounts(answer, values.slice(1))],
  ['accounts.search', accounts],
  [
    'changes.since',
    (page) =>
      isRecord(page) && isListOf(page.changed, isId) && isListOf(page.removed, isId) && typeof page.cursor === 'string'
        ? undefined
        : 'a page of changes needs "changed", "removed" and "cursor"',
  ],
  [
    'writer.operations',
    (answer) =>
      [...OPERATIONS, 'memberships', 'list']
        .filter((name) => !isRecord(answer) || !isRecord(answer[name]) || typeof answer[name].supported !== 'boolean')
        .map((name) => `it does not say whether "${name}" is supported`)[0],
  ],
  ['writer.find', accounts],
  ['writer.create', result],
  ['writer.update', result],
  ['writer.deactivate', result],
  ['writer.reactivate', result],
  [
    'writer.delete',
    (answer) =>
      isRecord(answer) && (answer.outcome === 'deleted' || answer.outcome === 'deactivated')
        ? undefined
        : 'the outcome is neither "deleted" nor "deactivated"',
  ],
  ['writer.batch', (answer) => (Array.isArray(answer) ? undefined : 'the answer is no list of outcomes')],
  ['groups.list', (group) => (isRecord(group) && isId(group.id) ? undefined : 'a group has no id')],
  ['groupWriter.create', (group) => (isRecord(group) && isId(group.id) ? undefined : 'the new group has no id')],
]);

const STATUSES: readonly unknown[] = ['passed', 'warning', 'failed', 'skipped'];

function isStage(stage: unknown): boolean {
  return isRecord(stage) && isId(stage.label) && typeof stage.detail === 'string' && STATUSES.includes(stage.status);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isListOf(value: unknown, fits: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(fits);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return 'a list';
  return value === undefined ? 'missing' : `of type ${typeof value}`;
}
