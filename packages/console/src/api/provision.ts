import type { Explanation, OperationRecord } from '@rollcall/engine';
import type { Job } from '../jobs.js';
import type { Caller, Services } from '../services.js';
import { nameOf } from './name-of.js';
import { explainPerson, requireSync } from './people.js';
import { startRun } from './runs.js';

/** One step of provisioning a person by hand. */
export interface ProvisionStep {
  readonly step: 'found' | 'scope' | 'match' | 'mapped' | 'written';
  readonly state: 'done' | 'working' | 'waiting' | 'no' | 'failed';
  readonly detail: string;
}

export interface Provision {
  readonly job: Job;
  readonly sync: string;
  readonly personId: string;
  readonly person: string;
  readonly steps: readonly ProvisionStep[];
  /** Everything was done, or there was nothing to do. */
  readonly succeeded: boolean;
}

const KEPT = 100;

/** Does it for one person now. */
export async function provisionPerson(services: Services, caller: Caller, sync: string, id: string): Promise<Job> {
  // Where runs are frozen neither system is asked anything; the job says why nothing is done.
  const rollcall = services.rollcall();
  requireSync(rollcall, sync);
  if ((await rollcall.frozen(sync)) !== undefined)
    return startRun(services, caller, sync, { kind: 'run', accounts: [id] });
  const explanation = await explainPerson(services, sync, id);
  const job = await startRun(services, caller, sync, { kind: 'run', accounts: [id] });
  const { explanations } = services;
  explanations.set(job.id, explanation);
  for (const oldest of explanations.keys()) {
    if (explanations.size <= KEPT) break;
    explanations.delete(oldest);
  }
  return job;
}

/** How far it is, step by step. `undefined` for jobs of another kind. */
export async function provisionProgress(services: Services, job: Job): Promise<Provision | undefined> {
  const explanation = services.explanations.get(job.id);
  if (explanation === undefined) return undefined;
  const operations =
    job.runId === undefined ? [] : await services.rollcall().state.journal.page(job.runId, { limit: 20 });
  const findings =
    job.runId === undefined ? [] : await services.rollcall().state.journal.findings(job.runId, { limit: 20 });
  const person = nameOf(explanation.account?.attributes ?? explanation.link?.base ?? {}) ?? explanation.sourceId;
  const written = writtenStep(job, operations, findings.find(({ severity }) => severity !== 'info')?.message);
  return {
    job,
    sync: job.sync,
    personId: explanation.sourceId,
    person,
    steps: [...stepsBefore(explanation, person), written],
    succeeded:
      job.state === 'done' && (written.state === 'done' || (written.state === 'no' && operations.length === 0)),
  };
}

function stepsBefore(
  { account, situation, match, link, attributes }: Explanation,
  person: string,
): readonly ProvisionStep[] {
  const steps: ProvisionStep[] = [
    account === undefined
      ? { step: 'found', state: 'no', detail: 'gone' }
      : { step: 'found', state: 'done', detail: person },
  ];
  if (situation.kind === 'invalid') return [...steps, { step: 'mapped', state: 'failed', detail: situation.why }];
  const wanted = situation.kind === 'joins' || situation.kind === 'stays' || situation.kind === 'unchanged';
  steps.push({ step: 'scope', state: wanted ? 'done' : 'no', detail: 'why' in situation ? situation.why : '' });
  if (link?.targetId != null) steps.push({ step: 'match', state: 'done', detail: link.targetId });
  else if (match?.kind === 'one') steps.push({ step: 'match', state: 'done', detail: match.account.id });
  else if (match?.kind === 'ambiguous') steps.push({ step: 'match', state: 'failed', detail: match.ids.join(', ') });
  else if (wanted) steps.push({ step: 'match', state: 'done', detail: '' });
  const count = attributes.filter(({ value }) => value !== undefined).length;
  if (wanted) steps.push({ step: 'mapped', state: 'done', detail: String(count) });
  return steps;
}

function writtenStep(job: Job, operations: readonly OperationRecord[], finding: string | undefined): ProvisionStep {
  const failed = operations.find(({ status }) => status !== 'done' && status !== 'planned' && status !== 'intended');
  if (job.state === 'working') return { step: 'written', state: 'working', detail: '' };
  if (failed !== undefined)
    return {
      step: 'written',
      state: failed.status === 'held' ? 'waiting' : 'failed',
      detail: failed.error?.message ?? failed.status,
    };
  if (job.state === 'failed') return { step: 'written', state: 'failed', detail: job.error ?? '' };
  if (operations.length > 0)
    return { step: 'written', state: 'done', detail: operations.map(({ kind }) => kind).join(', ') };
  return { step: 'written', state: 'no', detail: finding ?? '' };
}
