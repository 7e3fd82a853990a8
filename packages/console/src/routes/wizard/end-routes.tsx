import type { CheckReport } from '@rollcall/contract';
import { ConfigProblems, type Problem } from '@rollcall/plugin';
import { ApiError } from '../../api/api-error.js';
import { connectionSettings, listConnections, listProviders } from '../../api/connections.js';
import { saveEnd, syncDraft } from '../../api/setup.js';
import { branch, settingsOf, text } from '../../forms/read-form.js';
import { EndStep } from '../../pages/wizard/ends.js';
import { type Answer, frameOf, pageRoute, parameter, query } from '../page-route.js';
import type { Asked, Route } from '../route.js';

const ENDS = { source: 'from', target: 'to' } as const;

interface Entered {
  readonly connection?: string;
  readonly provider?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly problems?: readonly Problem[];
  readonly report?: CheckReport | undefined;
}

/** Source and target: choose, save and test. */
export const END_ROUTES: readonly Route[] = (['source', 'target'] as const).flatMap((step) => [
  pageRoute({
    method: 'GET',
    path: `/setup/:sync/${step}`,
    role: 'administrator',
    show: (asked) => endPage(asked, step, {}),
  }),
  pageRoute({
    method: 'POST',
    path: `/setup/:sync/${step}`,
    role: 'administrator',
    show: async (asked, form) => {
      const sync = parameter(asked, 'sync');
      const connection = text(form.connection);
      const provider = text(form.provider);
      const described = provider === '' ? [] : await asked.services.setup.describe('provider', provider);
      const values = settingsOf(described, branch(form.settings));
      try {
        const report = await saveEnd(asked.services, asked.caller, sync, ENDS[step], {
          connection,
          ...(provider === '' ? {} : { provider, settings: values }),
        });
        return await endPage(asked, step, { report });
      } catch (error) {
        const problems = problemsOf(error);
        if (problems === undefined) throw error;
        return endPage(asked, step, { connection, provider, values, problems });
      }
    },
  }),
]);

function problemsOf(error: unknown): readonly Problem[] | undefined {
  if (ConfigProblems.is(error)) return error.problems;
  if (!(error instanceof ApiError) || error.problems.length === 0) return undefined;
  return error.problems.map((problem) => ({ ...problem, path: ['connection'] }));
}

async function endPage(asked: Asked, step: 'source' | 'target', entered: Entered): Promise<Answer> {
  const { services } = asked;
  const draft = await syncDraft(services, parameter(asked, 'sync'));
  const [providers, connections] = await Promise.all([listProviders(services), listConnections(services)]);
  const other = step === 'source' ? draft.to : draft.from;
  const chosen = draft[ENDS[step]];
  const asksAnew = asked.context.req.query('provider') !== undefined;
  const current = chosen !== undefined && !asksAnew ? await stored(asked, chosen) : undefined;
  const id = entered.provider ?? query(asked, 'provider') ?? current?.provider ?? '';
  const { problems = [] } = entered;
  const page = (
    <EndStep
      frame={await frameOf(asked)}
      draft={draft}
      step={step}
      providers={providers}
      connections={connections.filter(({ name }) => name !== other)}
      provider={providers.find((provider) => provider.id === id)}
      connection={
        entered.connection ??
        (current === undefined
          ? suggested(
              step,
              connections.map(({ name }) => name),
            )
          : (chosen ?? ''))
      }
      values={entered.values ?? current?.settings ?? {}}
      secrets={current?.secrets ?? []}
      problems={problems}
      report={
        entered.report ??
        (current === undefined || problems.length > 0 ? undefined : services.checks.get(chosen ?? '')?.report)
      }
    />
  );
  return {
    page,
    status: problems.length === 0 ? 200 : 422,
    focus: entered.report === undefined ? undefined : 'report',
  };
}

function stored(asked: Asked, name: string): Promise<Awaited<ReturnType<typeof connectionSettings>> | undefined> {
  return connectionSettings(asked.services, name).catch(() => undefined);
}

function suggested(step: 'source' | 'target', taken: readonly string[]): string {
  const name = step === 'source' ? 'intranet' : 'website';
  return taken.includes(name) ? '' : name;
}
