import { type PatchOperation, ScimError } from '@rollcall/scim-protocol';
import { isRow, type Row } from './row.js';
import type { PatchRules } from './scim-dialect.js';
import type { ScimType } from './scim-service.js';

/** Throws a `ScimError` for operations that a kind of service refuses, whatever RFC 7644 says of them. */
export function checkPatch(type: ScimType, operations: readonly PatchOperation[], rules: PatchRules): void {
  if (rules.mostOperations !== undefined && operations.length > rules.mostOperations)
    throw refused(`a PATCH has at most ${rules.mostOperations} operations`);
  for (const operation of operations) {
    checkForm(operation, rules);
    if (type === 'User') checkNames(operation, rules.onlyUserAttributes);
    else checkMembers(operation, rules);
  }
  const changes = type === 'Group' ? operations.reduce((sum, one) => sum + membersIn(one), 0) : 0;
  if (rules.mostMembers !== undefined && changes > rules.mostMembers)
    throw refused(`a PATCH changes at most ${rules.mostMembers} members`);
}

function checkForm({ op, path, value }: PatchOperation, { verbs, withoutPath }: PatchRules): void {
  if (verbs === 'capital' && !['Add', 'Replace', 'Remove'].includes(op))
    throw new ScimError(400, `the operation "${op}" is not known`, 'invalidSyntax');
  if (path !== undefined && path !== '') return;
  if (withoutPath === 'refused' || (withoutPath === 'single' && (!isRow(value) || Object.keys(value).length !== 1)))
    throw new ScimError(400, 'an operation needs a path', 'invalidPath');
}

function checkNames({ path, value }: PatchOperation, only: readonly string[] | undefined): void {
  if (only === undefined) return;
  const names = path === undefined ? Object.keys(isRow(value) ? value : {}) : [path];
  const other = names.find((name) => !only.includes(name));
  if (other !== undefined) throw new ScimError(501, `"${other}" is not changed by PATCH; send PUT`);
}

function checkMembers(operation: PatchOperation, { wholeMembers, removeMembers }: PatchRules): void {
  const { op, path = '' } = operation;
  const verb = op.toLowerCase();
  if (!isMembers(path)) {
    const whole = path === '' && verb === 'replace' && valueOfMembers(operation) !== undefined;
    if (whole && !wholeMembers) throw refused('all members cannot be replaced');
    return;
  }
  const byFilter = path.includes('[');
  if (byFilter && removeMembers === 'value')
    throw new ScimError(400, 'members are removed by a list of values', 'invalidPath');
  const isWhole = !byFilter && (verb === 'replace' || (verb === 'remove' && operation.value === undefined));
  if (isWhole && !wholeMembers) throw refused('all members cannot be replaced or removed');
}

function membersIn(operation: PatchOperation): number {
  const { path = '' } = operation;
  if (path.includes('[')) return isMembers(path) ? 1 : 0;
  const value = path === '' ? valueOfMembers(operation) : isMembers(path) ? operation.value : undefined;
  return Array.isArray(value) ? value.length : value === undefined ? 0 : 1;
}

function isMembers(path: string): boolean {
  return /^members(?:$|\[)/i.test(path);
}

function valueOfMembers({ value }: PatchOperation): unknown {
  return isRow(value) ? (value as Row).members : undefined;
}

function refused(detail: string): ScimError {
  return new ScimError(400, detail, 'invalidValue');
}
