import type { MembershipChange } from '@rollcall/contract';
import { ConflictError, RejectedError } from '@rollcall/contract';
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

interface Piece {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** By PATCH, in pieces. A member that is to be removed and is not there is removed. */
export async function patchMembers({ groupId, add, remove }: MembershipChange, by: MembersBy): Promise<void> {
  const size = by.config.membersPerPatch;
  const changes = [...remove.map((id) => ({ id, isNew: false })), ...add.map((id) => ({ id, isNew: true }))];
  for (let at = 0; at < changes.length; at += size) {
    const piece = changes.slice(at, at + size);
    const of = (isNew: boolean): readonly string[] => piece.filter((one) => one.isNew === isNew).map(({ id }) => id);
    await patchPiece(groupId, { add: of(true), remove: of(false) }, by);
  }
}

/** Reads the whole group and writes it back, at most twice: when somebody else was quicker, on top of what they wrote. */
export async function putMembers({ groupId, add, remove }: MembershipChange, by: MembersBy): Promise<void> {
  const { api, facts, doing, signal } = by;
  for (const isLast of [false, true]) {
    const group = await api.get(facts.service.groupsPath, groupId, { doing, signal });
    if (group === undefined) throw groupGone(doing);
    const members = membersAfter(group, add, remove);
    if (members === undefined) return;
    const version = facts.manner.etags ? versionOfResource(group) : undefined;
    const answer = await api.send('PUT', pathOf(groupId, facts), {
      doing,
      signal,
      json: { ...group, members },
      ...(version === undefined ? {} : { ifMatch: version }),
    });
    if (answer.status >= 200 && answer.status < 300) return;
    if (answer.status !== 412 || isLast) throw scimError(answer, doing, true);
  }
  throw new ConflictError({ code: 'scim-changed-meanwhile', doing, happened: 'the group changed twice meanwhile' });
}

async function patchPiece(groupId: string, { add, remove }: Piece, by: MembersBy): Promise<void> {
  const { api, config, facts, doing, signal } = by;
  const operations = [...removals(remove, config), ...additions(add)].map((operation) => inVerbs(operation, config));
  const json = buildPatchRequest(operations);
  const answer = await api.send('PATCH', pathOf(groupId, facts), { doing, signal, json, repeatable: true });
  if (answer.status >= 200 && answer.status < 300) return;
  if (isScimNotFound(answer)) throw groupGone(doing);
  const error = scimError(answer, doing, true);
  if (!RejectedError.is(error) || error.code !== 'scim-no-target' || remove.length === 0) throw error;
  // One of them was no member, and so none of the piece was changed.
  if (remove.length + add.length === 1) return;
  for (const id of remove) await patchPiece(groupId, { add: [], remove: [id] }, by);
  if (add.length > 0) await patchPiece(groupId, { add, remove: [] }, by);
}

function additions(ids: readonly string[]): readonly PatchOperation[] {
  return ids.length === 0 ? [] : [{ op: 'add', path: 'members', value: ids.map((value) => ({ value })) }];
}

function removals(ids: readonly string[], { removeMembersBy }: ScimConfig): readonly PatchOperation[] {
  if (ids.length === 0) return [];
  if (removeMembersBy === 'value') return [{ op: 'remove', path: 'members', value: ids.map((value) => ({ value })) }];
  return ids.map((id) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(id)}]` }));
}

/** Undefined where nothing changes. */
function membersAfter(
  { members }: Row,
  add: readonly string[],
  remove: readonly string[],
): readonly unknown[] | undefined {
  const before: readonly unknown[] = Array.isArray(members) ? members : [];
  const idOfMember = (member: unknown): string => String((member as Row | null)?.value);
  const known = new Set(before.map(idOfMember));
  const leaving = new Set(remove);
  const joining = add.filter((id) => !known.has(id));
  if (joining.length === 0 && ![...leaving].some((id) => known.has(id))) return undefined;
  return [...before.filter((member) => !leaving.has(idOfMember(member))), ...joining.map((value) => ({ value }))];
}

function pathOf(groupId: string, { service }: Facts): string {
  return `${service.groupsPath}/${encodeURIComponent(groupId)}`;
}
