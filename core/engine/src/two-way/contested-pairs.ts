import { count } from '../run/run-context.js';
import type { PassContext } from './pass-context.js';

/** Two people of one side who would be the same account of the other: neither is anything, whoever came first, and on neither side. */
export async function withdrawContestedPairs({ run }: PassContext): Promise<void> {
  const { journal } = run.state;
  const claims = new Map((await journal.contested(run.runId)).map(({ sourceId, claim }) => [sourceId, claim]));
  if (claims.size === 0) return;
  const accounts = [
    ...new Set([...claims.keys(), ...[...claims.values()].map(accountOf).filter((name) => name !== undefined)]),
  ];
  await journal.note(
    run.runId,
    [...claims].map(([sourceId, claim]) => ({
      sourceId,
      code: 'contested',
      severity: 'error' as const,
      message: `others lay claim to the same account of the other side (${accountOf(claim) ?? attributesOf(claim)}); make them different, or correlate by something else`,
    })),
  );
  await journal.withdraw(run.runId, accounts);
  count(run, 'skipped:contested', claims.size);
}

const TARGET = 'target:';

function accountOf(claim: string): string | undefined {
  return claim.startsWith(TARGET) ? claim.slice(TARGET.length) : undefined;
}

/** Names of the attributes, never the values. */
function attributesOf(claim: string): string {
  const parts = JSON.parse(claim) as readonly string[];
  return `by ${parts.slice(0, parts.length / 2).join(' + ')}`;
}
