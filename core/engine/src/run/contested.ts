import { count, type RunContext } from './run-context.js';

const PAGE = 500;

/** Two people of the source who would be the same account in the target: neither gets it, whoever came first. */
export async function withdrawContested(context: RunContext): Promise<void> {
  const { state, runId } = context;
  const claims = new Map((await state.journal.contested(runId)).map(({ sourceId, claim }) => [sourceId, claim]));
  const entries = [...claims];
  for (let start = 0; start < entries.length; start += PAGE) {
    const page = entries.slice(start, start + PAGE);
    await state.journal.note(
      runId,
      page.map(([sourceId, claim]) => ({
        sourceId,
        code: 'contested',
        severity: 'error' as const,
        message: `other accounts of the source lay claim to the same target account (by ${claimedBy(claim)}); make them different in the source, or correlate by something else`,
      })),
    );
    await state.journal.withdraw(
      runId,
      page.map(([sourceId]) => sourceId),
    );
    count(context, 'skipped:contested', page.length);
  }
}

/** Names of the attributes, or the target id; never the values. */
function claimedBy(claim: string): string {
  if (claim.startsWith('target:')) return `account ${claim.slice('target:'.length)}`;
  const parts = JSON.parse(claim) as readonly string[];
  return parts.slice(0, parts.length / 2).join(' + ');
}
