import type { MembershipChange } from '@rollcall/contract';
import { RejectedError, UnsupportedError } from '@rollcall/contract';
import { buildPatchRequest, type PatchOperation } from '@rollcall/scim-protocol';
import type { Facts } from '../discovery/service-facts.js';
import { type Row, type ScimApi, versionOfResource } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { isScimNotFound, scimError } from '../scim-errors.js';
import { inVerbs } from '../write/user-body.js';
import { groupGone } from './group-gone.js';

export interface MembersBy {
  readonly api: ScimApi;
  readonly config: ScimConfig;
  readonly facts: Facts;
  readonly doing: string;
  readonly signal: AbortSignal;
}

interface Step {
  readonly id: string;
  readonly joins: boolean;
}

/**
 * By PATCH, in pieces of what one request may hold. A piece that is refused is divided until the one that the service does not
 * take is alone: the others are done, and then the refusal is thrown.
 */
export async function patchMembers({ groupId, add, remove }: MembershipChange, by: MembersBy): Promise<void> {
  const steps = [...remove.map((id) => ({ id, joins: false })), ...add.map((id) => ({ id, joins: true }))];
  const refusals: RejectedError[] = [];
  for (const piece of pieces(steps, by.config)) await patchPiece(groupId, piece, by, refusals);
  const [refusal] = refusals;
  if (refusal !== undefined) throw refusal;
  if (by.config.verifyWrites) await verifyMembers({ groupId, add, remove }, by);
}

/** Reads the whole group and writes it back, at most twice: when somebody else was quicker, on top of what they wrote. */
export async function putMembers({ groupId, add, remove }: MembershipChange, by: MembersBy): Promise<void> {
  const { api, facts, doing, signal } = by;
  for (let isLast = false; ; isLast = true) {
    const group = await readGroup(groupId, by);
    const members = membersAfter(group, add, remove);
    if (members === undefined) return;
    const version = facts.manner.etags ? versionOfResource(group) : undefined;
    const answer = await api.send('PUT', pathOf(groupId, facts), {
      doing,
      signal,
      json: { ...group, members },
      repeatable: true,
      ...(version === undefined ? {} : { ifMatch: version }),
    });
    if (answer.status === 412 && !isLast) continue;
    if (answer.status < 200 || answer.status > 299) throw scimError(answer, doing, true);
    if (by.config.verifyWrites) await verifyMembers({ groupId, add, remove }, by);
    return;
  }
}

/** A removal by filter is an operation of its own; all additions together are one. */
function* pieces(steps: readonly Step[], config: ScimConfig): Generator<readonly Step[]> {
  const { membersPerPatch, operationsPerPatch, removeMembersBy } = config;
  let piece: Step[] = [];
  let operations = 1;
  for (const step of steps) {
    const own = removeMembersBy === 'filter' && !step.joins ? 1 : 0;
    if (piece.length === membersPerPatch || (piece.length > 0 && operations + own > operationsPerPatch)) {
      yield piece;
      piece = [];
      operations = 1;
    }
    piece.push(step);
    operations += own;
  }
  if (piece.length > 0) yield piece;
}

async function patchPiece(
  groupId: string,
  steps: readonly Step[],
  by: MembersBy,
  refusals: RejectedError[],
): Promise<void> {
  const { api, config, facts, doing, signal } = by;
  const of = (joins: boolean): readonly string[] => steps.filter((step) => step.joins === joins).map(({ id }) => id);
  const operations = [...removals(of(false), config), ...additions(of(true))];
  const json = buildPatchRequest(operations.map((operation) => inVerbs(operation, config)));
  const answer = await api.send('PATCH', pathOf(groupId, facts), { doing, signal, json, repeatable: true });
  if (answer.status >= 200 && answer.status < 300) return;
  if (isScimNotFound(answer)) throw groupGone(doing);
  const error = scimError(answer, doing, true);
  if (!RejectedError.is(error)) throw error;
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) {
    // Nobody leaves a group in which they are not.
    if (only.joins || error.code !== 'scim-no-target') refusals.push(error);
    return;
  }
  const half = Math.ceil(steps.length / 2);
  await patchPiece(groupId, steps.slice(0, half), by, refusals);
  await patchPiece(groupId, steps.slice(half), by, refusals);
}

function additions(ids: readonly string[]): readonly PatchOperation[] {
  return ids.length === 0 ? [] : [{ op: 'add', path: 'members', value: ids.map((value) => ({ value })) }];
}

function removals(ids: readonly string[], { removeMembersBy }: ScimConfig): readonly PatchOperation[] {
  if (ids.length === 0) return [];
  if (removeMembersBy === 'value') return [{ op: 'remove', path: 'members', value: ids.map((value) => ({ value })) }];
  return ids.map((id) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(id)}]` }));
}

/** Some services take many members with a success, and keep the first of them. */
async function verifyMembers({ groupId, add, remove }: MembershipChange, by: MembersBy): Promise<void> {
  const { members } = await readGroup(groupId, by);
  const now = new Set((Array.isArray(members) ? (members as readonly unknown[]) : []).map(idOfMember));
  const wrong = add.filter((id) => !now.has(id)).length + remove.filter((id) => now.has(id)).length;
  if (wrong === 0) return;
  throw new UnsupportedError({
    code: 'scim-unheeded',
    doing: by.doing,
    happened: `the service says that all went well, and ${wrong} of ${add.length + remove.length} memberships are as before`,
    hint: 'set a lower "membersPerPatch", or look whether the service takes memberships from elsewhere',
  });
}

async function readGroup(groupId: string, { api, facts, doing, signal }: MembersBy): Promise<Row> {
  const group = await api.get(facts.service.groupsPath, groupId, { doing, signal });
  if (group === undefined) throw groupGone(doing);
  return group;
}

/** Undefined where nothing changes. */
function membersAfter(
  { members }: Row,
  add: readonly string[],
  remove: readonly string[],
): readonly unknown[] | undefined {
  const before: readonly unknown[] = Array.isArray(members) ? members : [];
  const known = new Set(before.map(idOfMember));
  const leaving = new Set(remove);
  const joining = add.filter((id) => !known.has(id));
  if (joining.length === 0 && ![...leaving].some((id) => known.has(id))) return undefined;
  return [...before.filter((member) => !leaving.has(idOfMember(member))), ...joining.map((value) => ({ value }))];
}

function idOfMember(member: unknown): string {
  return String((member as Row | null)?.value);
}

function pathOf(groupId: string, { service }: Facts): string {
  return `${service.groupsPath}/${encodeURIComponent(groupId)}`;
}
