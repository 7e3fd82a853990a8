import type { CheckStage } from '@rollcall/contract';
import { failedStage, NotFoundError } from '@rollcall/contract';
import { isApiMissing } from '../core/core-errors.js';
import type { CoreRoute } from '../core/core-route.js';
import { countRows } from '../core/paging.js';
import { stageOfFailure } from './stage-of-failure.js';

const API = 'Web Services API';

export interface CoreLook {
  readonly stages: readonly CheckStage[];
  /** The site answers, and not as this API: it is off, or the address is another. */
  readonly off: boolean;
}

/** Can the Web Services API be reached, does it take the token, and what can be read and written? */
export async function coreStages(core: CoreRoute, signal: AbortSignal): Promise<CoreLook> {
  let users: number | undefined;
  try {
    users = await countRows(core.api, { path: 'users', doing: `reading users of ${core.api.site}`, signal });
  } catch (error) {
    signal.throwIfAborted();
    return { stages: failed(error), off: isApiMissing(error) };
  }
  const reached: readonly CheckStage[] = [
    { stage: 'reach', label: API, status: 'passed', detail: `${core.api.site} answers.` },
    { stage: 'credential', label: `${API}: token`, status: 'passed', detail: 'Joomla accepts the token.' },
  ];
  try {
    const [tree, fields, rights] = await Promise.all([
      core.parts.groups.refresh(signal),
      core.parts.fields.refresh(signal),
      core.writeRights(signal),
    ]);
    const read = `${users === undefined ? 'Users' : counted(users, 'user')}, ${counted(tree.groups.length, 'user group')} and ${counted(fields.size, 'custom field')} can be read.`;
    const found = { stage: 'read', label: `${API}: users, groups, fields`, status: 'passed', detail: read } as const;
    return { stages: [...reached, found, rightsStage(rights)], off: false };
  } catch (error) {
    signal.throwIfAborted();
    return { stages: [...reached, failedStage('read', `${API}: users, groups, fields`, error)], off: false };
  }
}

function failed(error: unknown): readonly CheckStage[] {
  if (NotFoundError.is(error)) {
    return [
      {
        stage: 'reach',
        label: API,
        status: 'failed',
        detail: 'Joomla answers, and its API knows no users.',
        remedy: 'In Joomla: System → Manage → Plugins: turn on "Web Services - Users".',
      },
    ];
  }
  const stage = stageOfFailure(error);
  const reached: readonly CheckStage[] =
    stage === 'reach' ? [] : [{ stage: 'reach', label: API, status: 'passed', detail: 'The site answers.' }];
  return [...reached, failedStage(stage, stage === 'credential' ? `${API}: token` : API, error)];
}

function rightsStage(rights: Awaited<ReturnType<CoreRoute['writeRights']>>): CheckStage {
  const label = `${API}: rights`;
  if (rights.known)
    return { stage: 'write', label, status: 'passed', detail: 'The token is of a Super User, who may do everything.' };
  return {
    stage: 'write',
    label,
    status: 'warning',
    detail: `Whether writing is allowed is not known: ${rights.why}. Joomla lets every token read, and says only at the first write whether it may write.`,
    remedy:
      'Use the API token of a Super User; or see to it that its user may create, edit and delete users (in Joomla: Users → Manage → Options → Permissions).',
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
