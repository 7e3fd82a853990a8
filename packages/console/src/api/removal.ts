import type { Caller, Services } from '../services.js';
import { TEXTS } from '../texts/texts.js';
import { ApiError, missing } from './api-error.js';
import { heldIn } from './runs.js';

const R = TEXTS.refusals;

/** What taking something out of the configuration would come to. Nothing is changed in either system. */
export interface Removal {
  readonly kind: 'connection' | 'sync';
  readonly name: string;
  /** What needs it, and has to go first. */
  readonly neededBy: readonly string[];
  /** People whom it keeps in step now; their accounts stay as they are, and so do the links. */
  readonly linked: number;
  /** Changes that wait for a person, and could not be approved any more. */
  readonly waiting: number;
}

type Part = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;

/** What depends on a connection of the draft: syncs and gateways by name. */
export async function connectionRemoval({ setup }: Services, name: string): Promise<Removal> {
  const { connections, syncs, gateway } = (await setup.draft.editor()).data as Readonly<Record<string, Part | null>>;
  if (connections?.[name] === undefined) throw missing('connection');
  const users = Object.entries(syncs ?? {}).flatMap(([sync, settings]) =>
    [settings?.from, settings?.to, settings?.between].flat().includes(name) ? [TEXTS.removal.bySync(sync)] : [],
  );
  const tenants = names(gateway, name) ? [TEXTS.removal.byGateway] : [];
  return { kind: 'connection', name, neededBy: [...users, ...tenants], linked: 0, waiting: 0 };
}

/** What a sync of the draft has to do with people. */
export async function syncRemoval({ setup, rollcall }: Services, name: string): Promise<Removal> {
  if ((await setup.draft.editor()).get(['syncs', name]) === undefined) throw missing('sync');
  const { state } = rollcall();
  const [links, waiting] = await Promise.all([
    state.links.count(name),
    state.runs.list({ sync: name, status: ['waiting'], limit: 10 }),
  ]);
  return {
    kind: 'sync',
    name,
    neededBy: [],
    linked: links.active + links.inactive,
    waiting: waiting.reduce((sum, { counts }) => sum + heldIn(counts), 0),
  };
}

/** Takes a connection that nothing needs out of the draft. It counts once the changes are saved. */
export async function removeConnection(services: Services, caller: Caller, name: string): Promise<void> {
  const { neededBy } = await connectionRemoval(services, name);
  if (neededBy.length > 0) throw new ApiError(409, 'in-use', R.inUse(neededBy.join(', ')));
  await services.audit.note(caller.name, 'delete-connection', name);
  await services.setup.draft.edit((editor) => editor.set(['connections', name], undefined));
  services.checks.delete(name);
  services.setup.forget();
}

/** Takes a sync out of the draft. It counts once the changes are saved; accounts and links stay as they are. */
export async function removeSync(services: Services, caller: Caller, name: string): Promise<void> {
  await syncRemoval(services, name);
  await services.audit.note(caller.name, 'delete-sync', name);
  await services.setup.draft.edit((editor) => editor.set(['syncs', name], undefined));
  services.setup.forget();
}

/** Somewhere in these settings, the connection stands as `connection`. */
function names(settings: unknown, connection: string): boolean {
  if (typeof settings !== 'object' || settings === null) return false;
  return Object.entries(settings).some(
    ([key, value]) => (key === 'connection' && value === connection) || names(value, connection),
  );
}
