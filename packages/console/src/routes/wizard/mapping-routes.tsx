import type { Discovery } from '@rollcall/engine';
import { ConfigProblems, type Problem } from '@rollcall/plugin';
import {
  EMPTY_ROW,
  findable,
  listMappers,
  type MapperView,
  type MappingRow,
  mappingRows,
  saveMapping,
  tryRows,
  WAYS,
} from '../../api/mapping.js';
import { discoverSync, type SyncDraft, samplePerson, searchDraft, syncDraft } from '../../api/setup.js';
import { branch, type FormTree, list, settingsOf, text } from '../../forms/read-form.js';
import { MappingStep } from '../../pages/wizard/mapping.js';
import { nextStep, stepHref } from '../../pages/wizard/wizard.js';
import { type Answer, fieldAt, frameOf, pageRoute, parameter, query } from '../page-route.js';
import type { Asked, Route } from '../route.js';

interface Shown {
  readonly rows: readonly MappingRow[];
  readonly correlate: readonly string[];
  readonly person: string;
  readonly refused: readonly Problem[];
  /** Id of the field where the keyboard goes on. */
  readonly focus?: string | undefined;
}

/** The mapping: each button shows the page again with what was entered; only "Save mapping" keeps it. */
export const MAPPING_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/setup/:sync/mapping',
    role: 'administrator',
    show: async (asked) => {
      const sync = parameter(asked, 'sync');
      const discovery = await discoverSync(asked.services, sync);
      const rows = await mappingRows(asked.services, sync, discovery);
      const { settings } = await syncDraft(asked.services, sync);
      const kept = Array.isArray(settings.correlate)
        ? settings.correlate.filter((rule) => typeof rule === 'string')
        : [];
      const correlate = kept.length > 0 ? kept : usual(findable(rows, discovery));
      return mappingPage(asked, discovery, { rows, correlate, person: query(asked, 'person') ?? '', refused: [] });
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/setup/:sync/mapping',
    role: 'administrator',
    show: async (asked, form) => {
      const sync = parameter(asked, 'sync');
      const discovery = await discoverSync(asked.services, sync);
      const sent = rowsOf(form, await listMappers(asked.services));
      const correlate = list(form.correlate).map(text);
      const person = text(form.person);
      const action = text(form.do);
      if (action !== 'save') {
        const rows = changed(sent, action, form);
        const { twoWay } = await syncDraft(asked.services, sync);
        const focus = focusAfter(action, rows, twoWay ? 'from' : 'target') ?? fieldAt(form);
        return mappingPage(asked, discovery, { rows, correlate, person, refused: [], focus });
      }
      try {
        await saveMapping(asked.services, asked.caller, sync, { rows: sent, correlate });
      } catch (error) {
        if (!ConfigProblems.is(error)) throw error;
        return mappingPage(asked, discovery, { rows: sent, correlate, person, refused: error.problems });
      }
      return { to: stepHref(sync, nextStep('mapping')) };
    },
  }),
];

async function mappingPage(asked: Asked, discovery: Discovery, shown: Shown): Promise<Answer> {
  const { services } = asked;
  const sync = parameter(asked, 'sync');
  const draft = await syncDraft(services, sync);
  const person = await chosenPerson(asked, draft, shown.person, 'from');
  const other = draft.twoWay ? await chosenPerson(asked, draft, shown.person, 'to') : undefined;
  const page = (
    <MappingStep
      frame={await frameOf(asked)}
      draft={draft}
      step="mapping"
      rows={shown.rows}
      correlate={shown.correlate}
      discovery={discovery}
      mappers={await listMappers(services)}
      tried={await tryRows(services, sync, shown.rows, discovery, person, other)}
      person={person}
      other={other}
      personId={shown.person}
      refused={shown.refused}
      focus={shown.focus}
    />
  );
  return { page, status: shown.refused.length > 0 ? 422 : 200, focus: shown.focus };
}

/** Whoever of a side fits best what was typed; somebody, where nothing was. */
async function chosenPerson(
  { services }: Asked,
  { name, twoWay, ...ends }: SyncDraft,
  typed: string,
  side: 'from' | 'to',
): ReturnType<typeof samplePerson> {
  if (typed === '') return samplePerson(services, name, undefined, side);
  // In a two-way sync accounts are named with their connection.
  const prefix = twoWay ? `${ends[side]}:` : '';
  const found = (await searchDraft(services, name, typed)).find(({ id }) => id.startsWith(prefix));
  return found === undefined ? undefined : samplePerson(services, name, found.id.slice(prefix.length), side);
}

function rowsOf(form: FormTree, mappers: readonly MapperView[]): readonly MappingRow[] {
  return list(form.rows).map((sent) => {
    const row = branch(sent);
    const apply = text(row.apply);
    return {
      target: text(row.target),
      from: list(row.from)
        .map(text)
        .filter((name) => name !== ''),
      through: list(row.through).map((step) => {
        const id = text(branch(step).id);
        const described = mappers.find((mapper) => mapper.id === id)?.settings ?? [];
        return { id, settings: settingsOf(described, branch(branch(step).settings)) };
      }),
      apply: apply === 'create' || apply === 'ifEmpty' ? apply : 'always',
      when: text(row.when),
      way: WAYS.find((way) => way === text(row.way)) ?? 'both',
      conflict: text(row.conflict),
    };
  });
}

/** What a button does to the lines: `add-rule`, `remove-3`, `add-mapper-3`, `drop-mapper-3-0`. */
function changed(rows: readonly MappingRow[], action: string, form: FormTree): readonly MappingRow[] {
  const [, verb = '', first = '', second = ''] = /^([a-z-]+?)(?:-(\d+))?(?:-(\d+))?$/.exec(action) ?? [];
  const at = Number(first);
  const row = rows[at];
  if (verb === 'add-rule') return [...rows, EMPTY_ROW];
  if (verb === 'remove') return rows.filter((_, index) => index !== at);
  if (row === undefined || first === '') return rows;
  if (verb === 'add-mapper') {
    const id = text(branch(list(form.rows)[at]).newMapper);
    return id === '' ? rows : rows.with(at, { ...row, through: [...row.through, { id, settings: {} }] });
  }
  if (verb === 'drop-mapper')
    return rows.with(at, { ...row, through: row.through.filter((_, index) => index !== Number(second)) });
  return rows;
}

/** Where somebody goes on who pressed a button of the lines: in the new line or mapper; else in what took the place of what is gone. */
function focusAfter(action: string, rows: readonly MappingRow[], first: 'from' | 'target'): string | undefined {
  const last = rows.length - 1;
  if (action === 'add-rule') return `${first}-${last}`;
  const removed = /^remove-(\d+)$/.exec(action)?.[1];
  if (removed !== undefined) return last < 0 ? 'add-rule' : `${first}-${Math.min(Number(removed), last)}`;
  const added = /^add-mapper-(\d+)$/.exec(action)?.[1];
  if (added !== undefined) return `mapper-${added}-${(rows[Number(added)]?.through.length ?? 0) - 1}`;
  const dropped = /^drop-mapper-(\d+)-\d+$/.exec(action)?.[1];
  return dropped === undefined ? undefined : `mapper-${dropped}`;
}

const USUAL = ['userName', 'username', 'externalId', 'emails[type eq "work"].value', 'email'];

/** The two that tell people apart best. */
function usual(names: readonly string[]): readonly string[] {
  return names.toSorted((one, other) => rank(one) - rank(other)).slice(0, 2);
}

function rank(name: string): number {
  const at = USUAL.indexOf(name);
  return at === -1 ? USUAL.length : at;
}
