import type { RunRecord } from '@rollcall/engine';
import type { FC } from 'hono/jsx';
import { type Frame, Page } from '../parts/page.js';
import { Empty, Scroll, Table, Tag, When } from '../parts/parts.js';
import { counterText, TEXTS } from '../texts/texts.js';

const T = TEXTS.runs;

export interface RunsView {
  readonly runs: readonly RunRecord[];
  readonly syncs: readonly string[];
  readonly sync: string | undefined;
}

export const RunsPage: FC<{ readonly frame: Frame; readonly view: RunsView }> = ({ frame, view }) => (
  <Page frame={frame} title={T.title} under={T.under}>
    {view.syncs.length < 2 ? null : (
      <ul class="filters">
        <li>
          <a href="/runs" {...(view.sync === undefined ? { 'aria-current': 'true' as const } : {})}>
            {T.all}
          </a>
        </li>
        {view.syncs.map((name) => (
          <li>
            <a href={`/runs?sync=${name}`} {...(view.sync === name ? { 'aria-current': 'true' as const } : {})}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    )}
    {view.runs.length === 0 ? <Empty text={T.empty} /> : <RunTable runs={view.runs} />}
  </Page>
);

export const RunTable: FC<{ readonly runs: readonly RunRecord[] }> = ({ runs }) => (
  <Scroll label={T.title}>
    <Table heads={[T.when, T.sync, T.outcome, T.why, T.what]}>
      {runs.map((run) => (
        <tr>
          <td class="when">
            <a href={`/runs/${run.id}`}>
              <When at={run.startedAt} />
            </a>
          </td>
          <td data-label={T.sync}>{run.sync}</td>
          <td>
            <Tag state={run.status} />
          </td>
          <td data-label={T.why}>{`${run.mode === 'plan' ? `${T.preview}, ` : ''}${run.cause}`}</td>
          <td>{run.error ?? runText(run)}</td>
        </tr>
      ))}
    </Table>
  </Scroll>
);

/** What a run wrote, or would have written, in a few words. */
export function runText({ counts, mode }: RunRecord): string {
  if (mode === 'plan') return T.changedNothing;
  const told = Object.entries(counts).filter(
    ([name, count]) => count > 0 && /:(?:done|held|planned|failed|rejected|unknown)$/.test(name),
  );
  return told.length === 0 ? T.nothing : told.map(([name, count]) => `${count} × ${counterText(name)}`).join(', ');
}
