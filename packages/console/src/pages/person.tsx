import type { Explanation } from '@rollcall/engine';
import type { FC } from 'hono/jsx';
import { nameOf } from '../api/name-of.js';
import { mayAs } from '../auth/roles.js';
import { Flow } from '../parts/flow.js';
import { type Frame, Page } from '../parts/page.js';
import { Action, Scroll, Table, Tag, valueText, When } from '../parts/parts.js';
import { isolated } from '../texts/isolated.js';
import { operationText, TEXTS } from '../texts/texts.js';
import { BothSides } from './both-sides.js';
import { PairNow } from './both-ways/pair-now.js';
import { StateTag } from './people.js';
import { Change } from './run.js';

const T = TEXTS.person;

export interface PersonView {
  readonly sync: string;
  readonly from: string;
  readonly to: string;
  readonly explanation: Explanation;
  readonly groupName: (id: string) => string;
}

/** Why one account is as it is. */
export const PersonPage: FC<{ readonly frame: Frame; readonly view: PersonView }> = ({ frame, view }) => {
  const { explanation, sync } = view;
  const { account, link, sourceId } = explanation;
  const { pair } = explanation;
  // Links of two-way syncs remember no values.
  const values = [
    account?.attributes,
    pair?.first?.attributes,
    pair?.second?.attributes,
    pair === undefined ? link?.base : {},
  ];
  const name = values.map((known) => nameOf(known ?? {})).find((known) => known !== undefined) ?? sourceId;
  const may = frame.session !== undefined && mayAs(frame.session.user.role, 'operator');
  return (
    <Page
      frame={frame}
      title={isolated(name)}
      under={
        <>
          {sync}: <Flow parts={[view.from, view.to]} arrow={explanation.pair === undefined ? '→' : '↔'} />
        </>
      }
      actions={
        may ? (
          <Action
            session={frame.session}
            action={`/syncs/${sync}/people/${encodeURIComponent(sourceId)}/provision`}
            hint={T.retryHint}
          >
            {T.retry}
          </Action>
        ) : undefined
      }
    >
      <Now view={view} />
      <h2>{T.next}</h2>
      <Next view={view} />
      {explanation.pair === undefined ? null : <BothSides pair={explanation.pair} />}
      {explanation.attributes.length === 0 ? null : <Origins explanation={explanation} />}
      <h2>{T.history}</h2>
      {explanation.history.length === 0 ? <p class="soft">{T.noHistory}</p> : <History view={view} />}
    </Page>
  );
};

const Now: FC<{ readonly view: PersonView }> = ({ view: { explanation } }) => {
  const { account, link, sourceId, pair } = explanation;
  return (
    <div class="card">
      {pair === undefined ? (
        <dl class="facts">
          <dt>{T.now}</dt>
          <dd>{situationText(explanation)}</dd>
          <dt>{T.source}</dt>
          <dd>
            <code>{sourceId}</code> {account === undefined ? T.absent : account.active === false ? T.blocked : T.active}
          </dd>
          <dt>{T.target}</dt>
          <dd>
            {link?.targetId == null ? T.notLinked : <code>{link.targetId}</code>}{' '}
            {link === undefined ? null : <StateTag state={link.state} />}
          </dd>
          {account?.groups === undefined ? null : (
            <>
              <dt>{T.roles}</dt>
              <dd>{account.groups.length === 0 ? T.none : account.groups.join(', ')}</dd>
              <dt>{T.groups}</dt>
              <dd>{explanation.groups.length === 0 ? T.none : explanation.groups.join(', ')}</dd>
            </>
          )}
          {link?.leftAt == null ? null : (
            <>
              <dt>{T.left}</dt>
              <dd>
                <When at={link.leftAt} />
              </dd>
            </>
          )}
        </dl>
      ) : (
        <PairNow pair={pair} explanation={explanation} />
      )}
      {link?.parked == null ? null : (
        <p class="note bad">
          {link.parked.message} {T.refused}
        </p>
      )}
    </div>
  );
};

const Next: FC<{ readonly view: PersonView }> = ({ view }) => {
  const { next } = view.explanation;
  if (next.findings.length + next.operations.length === 0) return <p class="note good">{T.nothing}</p>;
  return (
    <div class="stack">
      {next.findings.map(({ severity, message }) => (
        <p class={`note ${severity === 'error' ? 'bad' : 'warn'}`}>{message}</p>
      ))}
      {next.operations.map((operation) => (
        <div class="card">
          <p>
            <b>{operationText(operation.kind)}</b> · {operation.reason.detail}
          </p>
          <Change operation={named(operation, view)} />
        </div>
      ))}
    </div>
  );
};

const Origins: FC<{ readonly explanation: Explanation }> = ({ explanation }) => (
  <>
    <h2>{T.values}</h2>
    <Scroll label={T.values}>
      <Table heads={[T.attribute, T.value, T.from]}>
        {explanation.attributes.map(({ target, value, problem, from, inputs, mappers }) => (
          <tr>
            <td>
              <code>{target}</code>
            </td>
            <td>{problem ?? <bdi>{valueText(value)}</bdi>}</td>
            <td data-label={T.from}>
              <Flow parts={[...from.map((source, at) => `${source} = ${valueText(inputs[at])}`), ...mappers]} />
            </td>
          </tr>
        ))}
      </Table>
    </Scroll>
  </>
);

const History: FC<{ readonly view: PersonView }> = ({ view }) => (
  <Scroll label={T.history}>
    <Table heads={[TEXTS.runs.when, TEXTS.run.what, TEXTS.run.change, TEXTS.run.why]}>
      {view.explanation.history.map((operation) => (
        <tr>
          <td class="when">
            <a href={`/runs/${operation.run}`}>
              <When at={operation.settledAt ?? operation.intendedAt} />
            </a>
          </td>
          <td class="nowrap">
            {operationText(operation.kind)} <Tag state={operation.status} />
          </td>
          <td>
            <Change operation={named(operation, view)} />
          </td>
          <td data-label={TEXTS.run.why}>
            {[operation.reason.detail, operation.error?.message].filter((text) => text !== undefined).join('; ')}
          </td>
        </tr>
      ))}
    </Table>
  </Scroll>
);

type Operation = Explanation['next']['operations'][number];

function named(
  { after, before, groups }: Pick<Operation, 'after' | 'before' | 'groups'>,
  { groupName }: PersonView,
): Parameters<typeof Change>[0]['operation'] {
  return { after, before, joins: groups.add.map(groupName), leaves: groups.remove.map(groupName) };
}

function situationText({ situation }: Explanation): string {
  const S = T.situation;
  if (situation.kind === 'stays') return situation.returns ? S.returns : S.stays;
  return 'why' in situation ? `${S[situation.kind]}: ${situation.why}` : S[situation.kind];
}
