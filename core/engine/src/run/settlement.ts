import type { Attributes, WriteResult } from '@rollcall/contract';
import { decisionOf, RollcallError, UnavailableError } from '@rollcall/contract';
import type { Link, OperationRecord, Settlement } from '../ports/state.js';
import { sameValue } from '../values/compare.js';
import type { Paired } from './compiled-sync.js';
import type { Performed, ResolveGroups } from './perform.js';

export interface SettleContext {
  readonly now: number;
  readonly runId: string;
  readonly groups: ResolveGroups;
  /** Set for a two-way sync. */
  readonly paired?: Paired | undefined;
}

/** What the link remembers of an operation that worked. Pure. */
export function remembered(
  { paired, groups }: Pick<SettleContext, 'paired' | 'groups'>,
  operation: OperationRecord,
  link: Link | undefined,
  result: Partial<WriteResult> | undefined,
): Pick<Link, 'hash' | 'base' | 'groups'> {
  const { desired } = operation;
  // The hash of a pair is that of both sides as they were: it holds again only when they were compared anew.
  if (paired !== undefined)
    return { hash: '', base: paired.base(link?.base ?? {}, operation, result), groups: link?.groups ?? [] };
  return { hash: desired?.hash ?? '', base: desired?.base ?? {}, groups: groups(desired?.groups ?? []) };
}

/** Outcome of an operation that worked, with the link as it is from now on. Pure. */
export function settleDone(
  context: SettleContext,
  operation: OperationRecord,
  link: Link | undefined,
  done: Performed,
): Settlement {
  const { desired } = operation;
  const altered = alteredNames(operation.after, done.result.attributes);
  const notes = [
    ...(done.result.notes ?? []),
    ...(altered.length === 0 ? [] : [`the target stored something else in ${altered.join(', ')}`]),
  ];
  const next: Link = {
    ...blankLink(context, operation, link),
    targetId: done.targetId,
    state: done.state,
    ...remembered(context, operation, link, done.result),
    version: done.result.version ?? null,
    uncertain: desired?.uncertain === true,
    formerTargetIds: formerIds(link, done.targetId),
    leftAt: done.state === 'active' ? null : (link?.leftAt ?? context.now),
  };
  return {
    seq: operation.seq,
    status: 'done',
    settledAt: context.now,
    targetId: done.targetId,
    link: next,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** Outcome of an operation that did not work, by what the error says that the engine shall do. Pure. */
export function settleFailed(
  context: SettleContext,
  operation: OperationRecord,
  link: Link | undefined,
  error: unknown,
  wantedHash: string,
): Settlement {
  const fault = {
    code: RollcallError.is(error) ? error.code : 'bug',
    message: RollcallError.is(error) ? error.message : 'an unexpected error in an adapter',
  };
  const common = { seq: operation.seq, settledAt: context.now, error: fault };
  const known = blankLink(context, operation, link);
  switch (decisionOf(error)) {
    case 'reject':
      return {
        ...common,
        status: 'rejected',
        link: { ...known, parkedHash: wantedHash === '' ? null : wantedHash, parked: fault },
      };
    case 'gone':
      // Whose account it was must be asked on both sides before anything is made anew.
      if (context.paired !== undefined)
        return { ...common, status: 'failed', link: { ...known, hash: '', uncertain: true } };
      return {
        ...common,
        status: 'failed',
        link: { ...known, targetId: null, state: 'none', hash: '', formerTargetIds: formerIds(link, null) },
      };
    case 'retry':
    case 'bug':
      if (isUnknown(error))
        return {
          ...common,
          status: 'unknown',
          ...(link === undefined ? {} : { link: { ...known, hash: '', uncertain: true } }),
        };
      return { ...common, status: 'failed' };
    default:
      return { ...common, status: 'failed', ...(link === undefined ? {} : { link: { ...known, hash: '' } }) };
  }
}

/** May the write have happened all the same? Of a plugin that broke off nobody knows what it had sent by then. */
export function isUnknown(error: unknown): boolean {
  return decisionOf(error) === 'bug' || (UnavailableError.is(error) && error.outcome === 'unknown');
}

/** A link with nothing in it but who it is about; or the one there is, with a new date. */
export function blankLink(
  context: Pick<SettleContext, 'now' | 'runId'>,
  operation: Pick<OperationRecord, 'sourceId'>,
  link: Link | undefined,
): Link {
  const dated = { updatedRun: context.runId, updatedAt: context.now, parkedHash: null, parked: null };
  if (link !== undefined) return { ...link, ...dated };
  return {
    sourceId: operation.sourceId,
    targetId: null,
    state: 'none',
    hash: '',
    uncertain: false,
    base: {},
    groups: [],
    version: null,
    formerTargetIds: [],
    leftAt: null,
    ...dated,
  };
}

/** Names of attributes of which the target says that it holds another value than the one sent. */
function alteredNames(sent: Attributes, told: Attributes | undefined): readonly string[] {
  if (told === undefined) return [];
  return Object.keys(sent).filter((name) => name in told && !sameValue(sent[name], told[name]));
}

function formerIds(link: Link | undefined, now: string | null): readonly string[] {
  const was = link?.targetId;
  if (link === undefined || was === null || was === undefined || was === now) return link?.formerTargetIds ?? [];
  return [...new Set([...link.formerTargetIds, was])];
}
