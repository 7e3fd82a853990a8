import { resolve } from 'node:path';
import { ConfigProblems, type Problem } from '@rollcall/plugin';
import { missing } from '../api/api-error.js';
import {
  checkConnection,
  connectionSettings,
  listConnections,
  listProviders,
  saveConnection,
} from '../api/connections.js';
import { listExtensions, switchExtension } from '../api/extensions.js';
import { discardDraft, reviewDraft, saveDraft } from '../api/setup.js';
import { inviteUser, listAudit, listUsers, removeUser } from '../api/users.js';
import { mayAs, ROLES } from '../auth/roles.js';
import { branch, settingsOf, text } from '../forms/read-form.js';
import { AuditPage } from '../pages/audit.js';
import { UsersPage } from '../pages/lists.js';
import {
  ChangesPage,
  ConnectionPage,
  ConnectionsPage,
  ExtensionsPage,
  extensionId,
  SettingsPage,
} from '../pages/system.js';
import { carrySession } from './begin-session.js';
import { type Answer, frameOf, originOf, pageRoute, parameter, query } from './page-route.js';
import type { Asked, Route } from './route.js';
import { safePath } from './safe-path.js';

/** Connections, extensions, what is not saved yet, settings, users and audit. */
export const SYSTEM_ROUTES: readonly Route[] = [
  ...connectionRoutes(),
  pageRoute({
    method: 'GET',
    path: '/extensions',
    role: 'viewer',
    show: async (asked) => ({
      page: <ExtensionsPage frame={await frameOf(asked)} extensions={await listExtensions(asked.services)} />,
    }),
  }),
  pageRoute({
    method: 'POST',
    path: '/extensions',
    edits: true,
    role: 'administrator',
    show: async (asked, form) => {
      await switchExtension(asked.services, asked.caller, text(form.name), text(form.enabled) === 'true');
      return { to: `${safePath(text(form.back))}#${extensionId(text(form.name))}` };
    },
  }),
  pageRoute({
    method: 'GET',
    path: '/changes',
    role: 'administrator',
    show: async (asked) => ({
      page: <ChangesPage frame={await frameOf(asked)} review={await reviewDraft(asked.services)} />,
    }),
  }),
  pageRoute({
    method: 'POST',
    path: '/changes/save',
    edits: true,
    role: 'administrator',
    show: async (asked) => {
      await carrySession(asked, () => saveDraft(asked.services, asked.caller));
      return { to: '/' };
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/changes/discard',
    role: 'administrator',
    show: async (asked) => {
      await discardDraft(asked.services, asked.caller);
      return { to: '/' };
    },
  }),
  pageRoute({
    method: 'GET',
    path: '/settings',
    role: 'administrator',
    show: async (asked) => {
      const { setup, rollcall } = asked.services;
      const { state } = rollcall().config;
      const facts = {
        file: setup.path,
        state: state.url === undefined ? resolve(setup.folder, state.path) : 'PostgreSQL (state.url)',
        keepDays: state.keepDays,
        secrets: await setup.secrets.names(),
      };
      return {
        page: <SettingsPage frame={await frameOf(asked)} review={await reviewDraft(asked.services)} {...facts} />,
      };
    },
  }),
  pageRoute({
    method: 'GET',
    path: '/users',
    role: 'administrator',
    show: (asked) => usersPage(asked, undefined),
  }),
  pageRoute({
    method: 'POST',
    path: '/users/invite',
    role: 'administrator',
    show: async (asked, form) => {
      const role = ROLES.find((one) => one === text(form.role)) ?? 'viewer';
      const name = text(form.name);
      const { path } = await inviteUser(asked.services, asked.caller, { role, ...(name === '' ? {} : { name }) });
      return usersPage(asked, originOf(asked) + path);
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/users/remove',
    role: 'administrator',
    show: async (asked, form) => {
      await removeUser(asked.services, asked.caller, text(form.name));
      return { to: '/users' };
    },
  }),
  pageRoute({
    method: 'GET',
    path: '/audit',
    role: 'administrator',
    show: async (asked) => {
      const [before, who, action] = ['before', 'who', 'action'].map((name) => query(asked, name));
      const [from, until] = ['from', 'until'].map((name) => /^\d{4}-\d\d-\d\d$/.exec(query(asked, name) ?? '')?.[0]);
      const filter = { who, action, from, until };
      const [frame, view] = [await frameOf(asked), await listAudit(asked.services, { ...filter, before })];
      const page = <AuditPage frame={frame} view={view} filter={filter} kept={asked.services.audit.kept} />;
      return { page };
    },
  }),
];

async function usersPage(asked: Asked, link: string | undefined): Promise<Answer> {
  const page = <UsersPage frame={await frameOf(asked)} users={await listUsers(asked.services)} link={link} />;
  return { page, focus: link === undefined ? undefined : 'invite-link' };
}

function connectionRoutes(): readonly Route[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/connections',
      role: 'viewer',
      show: async (asked) => ({
        page: <ConnectionsPage frame={await frameOf(asked)} connections={await listConnections(asked.services)} />,
      }),
    }),
    pageRoute({
      method: 'GET',
      path: '/connections/:name',
      role: 'viewer',
      show: (asked) => connectionPage(asked, {}),
    }),
    pageRoute({
      method: 'POST',
      path: '/connections/:name/check',
      role: 'operator',
      show: async (asked) => {
        await checkConnection(asked.services, parameter(asked, 'name'));
        return { to: `/connections/${parameter(asked, 'name')}#report` };
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/connections/:name',
      edits: true,
      role: 'administrator',
      show: async (asked, form) => {
        const name = parameter(asked, 'name');
        const { provider } = await connectionSettings(asked.services, name);
        const described = await asked.services.setup.describe('provider', provider);
        const settings = settingsOf(described, branch(form.settings));
        try {
          await saveConnection(asked.services, asked.caller, name, { provider, settings });
        } catch (error) {
          if (!ConfigProblems.is(error)) throw error;
          return connectionPage(asked, { values: settings, problems: error.problems });
        }
        return { to: `/connections/${name}#report` };
      },
    }),
  ];
}

async function connectionPage(
  asked: Asked,
  entered: { readonly values?: Readonly<Record<string, unknown>>; readonly problems?: readonly Problem[] },
): Promise<Answer> {
  const { services, caller } = asked;
  const name = parameter(asked, 'name');
  const connection = (await listConnections(services)).find((one) => one.name === name);
  if (connection === undefined) throw missing('connection');
  const provider = (await listProviders(services)).find(({ id }) => id === connection.provider);
  // Who only looks gets no settings, not even those that are no secrets.
  const stored = mayAs(caller.role, 'administrator')
    ? await connectionSettings(services, name)
    : { settings: {}, secrets: [] };
  const { values = stored.settings, problems = [] } = entered;
  const page = (
    <ConnectionPage
      frame={await frameOf(asked)}
      connection={connection}
      report={services.checks.get(name)?.report}
      provider={
        provider ?? { id: connection.provider, label: connection.provider, description: undefined, settings: [] }
      }
      values={values}
      secrets={stored.secrets}
      problems={problems}
    />
  );
  return { page, status: problems.length === 0 ? 200 : 422 };
}
