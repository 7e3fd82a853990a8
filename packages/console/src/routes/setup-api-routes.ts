import { ApiError } from '../api/api-error.js';
import { chooseDirection } from '../api/both-ways/direction.js';
import {
  checkConnection,
  connectionSettings,
  listConnections,
  listProviders,
  saveConnection,
} from '../api/connections.js';
import { listExtensions, switchExtension } from '../api/extensions.js';
import { listMappers, type MappingRow, mappingRows, saveMapping, tryRows, WAYS } from '../api/mapping.js';
import { connectionRemoval, removeConnection, removeSync, syncRemoval } from '../api/removal.js';
import {
  beginSync,
  checkSync,
  countScope,
  discardDraft,
  discoverSync,
  listTriggers,
  reviewDraft,
  samplePerson,
  saveDraft,
  saveEnd,
  saveSync,
  saveTriggers,
  syncDraft,
} from '../api/setup.js';
import {
  ConnectionBody,
  DirectionBody,
  EndBody,
  MappingBody,
  RolesBody,
  SwitchBody,
  SyncBody,
  TriggersBody,
} from './api-bodies.js';
import { apiRoute } from './api-route.js';
import type { Asked, Route } from './route.js';

const parameter = ({ context }: Asked, name: string): string => context.req.param(name) ?? '';

/** The part of the API that sets Rollcall up. */
export const SETUP_API_ROUTES: readonly Route[] = [...configurationRoutes(), ...wizardRoutes()];

function configurationRoutes(): readonly Route[] {
  return [
    apiRoute({
      method: 'GET',
      path: '/api/connections',
      role: 'viewer',
      summary: 'Connections with their health; never a secret.',
      answer: ({ services }) => listConnections(services),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/connections/:name',
      role: 'administrator',
      summary: 'Settings of a connection, secrets left out.',
      answer: (asked) => connectionSettings(asked.services, parameter(asked, 'name')),
    }),
    apiRoute({
      method: 'PUT',
      path: '/api/connections/:name',
      edits: true,
      role: 'administrator',
      summary: 'Put a connection into the draft, and look whether it works.',
      body: ConnectionBody,
      answer: (asked, body) => saveConnection(asked.services, asked.caller, parameter(asked, 'name'), body),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/connections/:name/removal',
      role: 'administrator',
      summary: 'What deleting a connection would come to.',
      answer: (asked) => connectionRemoval(asked.services, parameter(asked, 'name')),
    }),
    apiRoute({
      method: 'DELETE',
      path: '/api/connections/:name',
      edits: true,
      role: 'administrator',
      summary: 'Take a connection that nothing needs out of the draft.',
      answer: (asked) => removeConnection(asked.services, asked.caller, parameter(asked, 'name')),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/setup/:sync/removal',
      role: 'administrator',
      summary: 'What deleting a sync would come to.',
      answer: (asked) => syncRemoval(asked.services, parameter(asked, 'sync')),
    }),
    apiRoute({
      method: 'DELETE',
      path: '/api/setup/:sync',
      edits: true,
      role: 'administrator',
      summary: 'Take a sync out of the draft; accounts and links stay as they are.',
      answer: (asked) => removeSync(asked.services, asked.caller, parameter(asked, 'sync')),
    }),
    apiRoute({
      method: 'POST',
      path: '/api/connections/:name/check',
      role: 'operator',
      summary: 'Look stage by stage whether a connection works; changes nothing.',
      answer: (asked) => checkConnection(asked.services, parameter(asked, 'name')),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/providers',
      role: 'viewer',
      summary: 'Kinds of systems, with their settings.',
      answer: ({ services }) => listProviders(services),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/mappers',
      role: 'viewer',
      summary: 'Mappers, with their settings.',
      answer: ({ services }) => listMappers(services),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/extensions',
      role: 'viewer',
      summary: 'Extensions: in use, switched off, and only installed.',
      answer: ({ services }) => listExtensions(services),
    }),
    apiRoute({
      method: 'PUT',
      path: '/api/extensions/:name{.+}',
      edits: true,
      role: 'administrator',
      summary: 'Switch an extension on or off in the draft.',
      body: SwitchBody,
      answer: (asked, { enabled }) =>
        switchExtension(asked.services, asked.caller, decodeURIComponent(parameter(asked, 'name')), enabled),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/draft',
      role: 'administrator',
      summary: 'Changes to the configuration that are not saved, and what is wrong with them.',
      answer: ({ services }) => reviewDraft(services),
    }),
    apiRoute({
      method: 'POST',
      path: '/api/draft/save',
      edits: true,
      role: 'administrator',
      summary: 'Write the draft to the file and put it to work.',
      answer: ({ services, caller }) => saveDraft(services, caller),
    }),
    apiRoute({
      method: 'DELETE',
      path: '/api/draft',
      role: 'administrator',
      summary: 'Throw the changes away.',
      answer: ({ services, caller }) => discardDraft(services, caller),
    }),
  ];
}

function wizardRoutes(): readonly Route[] {
  return [
    apiRoute({
      method: 'GET',
      path: '/api/setup/:sync',
      role: 'administrator',
      summary: 'A sync as the draft has it.',
      answer: (asked) => syncDraft(asked.services, parameter(asked, 'sync')).then(({ settings: _, ...draft }) => draft),
    }),
    apiRoute({
      method: 'POST',
      path: '/api/setup/:sync',
      edits: true,
      role: 'administrator',
      summary: 'Begin to set up a sync.',
      answer: (asked) => beginSync(asked.services, asked.caller, parameter(asked, 'sync')),
    }),
    apiRoute({
      method: 'PUT',
      path: '/api/setup/:sync/:end{source|target}',
      edits: true,
      role: 'administrator',
      summary: 'Choose source or target of a sync, and look whether it works.',
      body: EndBody,
      answer: (asked, { provider, ...body }) =>
        saveEnd(
          asked.services,
          asked.caller,
          parameter(asked, 'sync'),
          parameter(asked, 'end') === 'source' ? 'from' : 'to',
          {
            ...body,
            ...(provider === undefined ? {} : { provider }),
          },
        ),
    }),
    apiRoute({
      method: 'PUT',
      path: '/api/setup/:sync/direction',
      role: 'administrator',
      summary: 'Make a sync go one way, or both.',
      body: DirectionBody,
      answer: (asked, { direction }) =>
        chooseDirection(asked.services, asked.caller, parameter(asked, 'sync'), direction),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/setup/:sync/discovery',
      role: 'administrator',
      summary: 'Attributes, roles and groups of both systems, and what may be done in the target.',
      answer: (asked) => discoverSync(asked.services, parameter(asked, 'sync')),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/setup/:sync/mapping',
      role: 'administrator',
      summary: 'The lines of the mapping.',
      answer: async (asked) => {
        const sync = parameter(asked, 'sync');
        return mappingRows(asked.services, sync, await discoverSync(asked.services, sync));
      },
    }),
    apiRoute({
      method: 'POST',
      path: '/api/setup/:sync/mapping/try',
      role: 'administrator',
      summary: 'What a mapping gives for a real person, and what is wrong with it; changes nothing.',
      body: MappingBody,
      answer: async (asked, { rows, person }) => {
        const sync = parameter(asked, 'sync');
        const discovery = await discoverSync(asked.services, sync);
        const { twoWay } = await syncDraft(asked.services, sync);
        const [one, other] = await Promise.all([
          samplePerson(asked.services, sync, person),
          twoWay ? samplePerson(asked.services, sync, undefined, 'to') : undefined,
        ]);
        return tryRows(asked.services, sync, rowsOf(rows), discovery, one, other);
      },
    }),
    apiRoute({
      method: 'PUT',
      path: '/api/setup/:sync/mapping',
      edits: true,
      role: 'administrator',
      summary: 'Put the mapping into the draft.',
      body: MappingBody,
      answer: (asked, { rows, correlate }) =>
        saveMapping(asked.services, asked.caller, parameter(asked, 'sync'), { rows: rowsOf(rows), correlate }),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/setup/:sync/triggers',
      role: 'administrator',
      summary: 'Kinds of triggers, and how the sync uses them.',
      answer: (asked) => listTriggers(asked.services, parameter(asked, 'sync')),
    }),
    apiRoute({
      method: 'PUT',
      path: '/api/setup/:sync/triggers',
      edits: true,
      role: 'administrator',
      summary: 'Set what starts a sync; secrets that were made are told once.',
      body: TriggersBody,
      answer: (asked, { triggers }) =>
        saveTriggers(asked.services, asked.caller, parameter(asked, 'sync'), triggers.map(triggerOf)),
    }),
    apiRoute({
      method: 'PUT',
      path: '/api/setup/:sync/settings',
      edits: true,
      role: 'administrator',
      summary: 'Put operations, scope, groups, leavers or guard of a sync into the draft.',
      body: SyncBody,
      answer: (asked, { settings }) => saveSync(asked.services, asked.caller, parameter(asked, 'sync'), settings),
    }),
    apiRoute({
      method: 'POST',
      path: '/api/setup/:sync/count',
      role: 'administrator',
      summary: 'How many people a side has, by role, and how many the roles let in.',
      body: RolesBody,
      answer: (asked, { roles, side }) => countScope(asked.services, parameter(asked, 'sync'), roles, side),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/setup/:sync/problems',
      role: 'administrator',
      summary: 'What is wrong with a sync of the draft when its names are looked up in both systems.',
      answer: (asked) => checkSync(asked.services, parameter(asked, 'sync')),
    }),
  ];
}

function rowsOf(rows: readonly unknown[]): readonly MappingRow[] {
  return rows.map((row, index) => {
    const { target, from = [], through = [], ...others } = (row ?? {}) as Partial<MappingRow>;
    const { apply = 'always', when = '', way = 'both', conflict = '' } = others;
    const right =
      typeof target === 'string' &&
      Array.isArray(from) &&
      Array.isArray(through) &&
      WAYS.includes(way) &&
      through.every((step: unknown) => typeof step === 'object' && step !== null && 'id' in step);
    if (right) {
      const steps = (
        through as readonly { readonly id: unknown; readonly settings?: Readonly<Record<string, unknown>> }[]
      ).map(({ id, settings = {} }) => ({ id: String(id), settings }));
      return { target, from: from.map(String), through: steps, apply, when, way, conflict: String(conflict) };
    }
    throw new ApiError(
      422,
      'not-valid',
      `rows[${index}] must be { target, from: [], through: [{ id, settings }] }, and in a two-way sync { way, conflict }`,
    );
  });
}

function triggerOf(trigger: unknown): { readonly id: string; readonly settings: Readonly<Record<string, unknown>> } {
  const { id, settings = {} } = (trigger ?? {}) as { readonly id?: unknown; readonly settings?: unknown };
  if (typeof id === 'string' && typeof settings === 'object' && settings !== null)
    return { id, settings: settings as Readonly<Record<string, unknown>> };
  throw new ApiError(422, 'not-valid', 'each trigger must be { id, settings }');
}
