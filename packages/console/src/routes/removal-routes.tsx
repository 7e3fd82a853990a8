import { connectionRemoval, removeConnection, removeSync, syncRemoval } from '../api/removal.js';
import { RemovalPage } from '../pages/removal.js';
import { frameOf, pageRoute, parameter } from './page-route.js';
import { editing, type Route } from './route.js';

/** Deleting a connection or a sync: what it comes to, then the draft, then the changes with their difference. */
export const REMOVAL_ROUTES: readonly Route[] = editing([
  pageRoute({
    method: 'GET',
    path: '/connections/:name/delete',
    role: 'administrator',
    show: async (asked) => {
      const name = parameter(asked, 'name');
      const removal = await connectionRemoval(asked.services, name);
      const action = `/connections/${name}/delete`;
      return {
        page: <RemovalPage frame={await frameOf(asked)} removal={removal} action={action} back="/connections" />,
      };
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/connections/:name/delete',
    role: 'administrator',
    show: async (asked) => {
      await removeConnection(asked.services, asked.caller, parameter(asked, 'name'));
      return { to: '/changes' };
    },
  }),
  pageRoute({
    method: 'GET',
    path: '/setup/:sync/delete',
    role: 'administrator',
    show: async (asked) => {
      const sync = parameter(asked, 'sync');
      const removal = await syncRemoval(asked.services, sync);
      const action = `/setup/${sync}/delete`;
      return { page: <RemovalPage frame={await frameOf(asked)} removal={removal} action={action} back="/setup" /> };
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/setup/:sync/delete',
    role: 'administrator',
    show: async (asked) => {
      await removeSync(asked.services, asked.caller, parameter(asked, 'sync'));
      return { to: '/changes' };
    },
  }),
]);
