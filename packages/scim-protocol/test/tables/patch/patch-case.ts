import { ADA, CREW } from '../../support/resources.js';

type Row = Readonly<Record<string, unknown>>;
type Operation = { readonly op: string; readonly path?: string; readonly value?: unknown };

/** One operation or several on one resource, and what must come of it by the section that is named. */
export interface PatchCase {
  readonly section: string;
  readonly on: Row;
  readonly ops: readonly Operation[];
  /** The whole resource afterwards, `same`, or the `scimType` of the error. */
  readonly gives: Row | string;
  /** The whole `detail` of the error, where the row is about it. */
  readonly detail?: string;
}

export const add = (path: string, value: unknown) => ({ op: 'add', path, value });
export const replace = (path: string, value: unknown) => ({ op: 'replace', path, value });
export const remove = (path: string) => ({ op: 'remove', path });

/** Rows of one section: the resource, one operation or a list of them, and what it gives. */
export const of =
  (section: string) =>
  (on: Row, ops: Operation | readonly Operation[], gives: PatchCase['gives'], detail?: string): PatchCase => ({
    section,
    on,
    ops: Array.isArray(ops) ? ops : [ops as Operation],
    gives,
    ...(detail === undefined ? {} : { detail }),
  });

export function without<R extends object, K extends keyof R>(resource: R, ...names: readonly K[]): Omit<R, K> {
  const left = { ...resource };
  for (const name of names) delete left[name];
  return left;
}

export const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const [WORK, HOME] = ADA.emails;
export const NO_TITLE = without(ADA, 'title');
export const NO_EMAILS = without(ADA, 'emails');
export const { [E]: ENTERPRISE, ...NO_ENTERPRISE } = { ...ADA, schemas: [CORE] };
export const BARE = { schemas: [CORE], id: 'u', userName: 'bo' } as const;
export const [ONE, TWO, UPPER] = CREW.members;
export const NO_MEMBERS = without(CREW, 'members');
export const GROUPED = { ...BARE, groups: [{ value: 'g1', display: 'Crew' }] } as const;
