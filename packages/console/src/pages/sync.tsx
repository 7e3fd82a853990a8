import type { Freeze, RunRecord, SyncConfig, TwoWaySyncConfig } from '@rollcall/engine';
import type { SettingDescription } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import type { SyncCard } from '../api/overview.js';
import { namesOf } from '../api/sync-settings.js';
import { mayAs } from '../auth/roles.js';
import { Flow } from '../parts/flow.js';
import { FormToken, type Frame, Page } from '../parts/page.js';
import { Action, Empty, Tag, When } from '../parts/parts.js';
import { TEXTS } from '../texts/texts.js';
import { TwoWaySettings } from './both-ways/two-way-settings.js';
import { RunTable } from './runs.js';
import { SettingFacts } from './setting-facts.js';

const T = TEXTS.sync;

export interface SyncView {
  readonly card: SyncCard;
  readonly config: SyncConfig;
  readonly runs: readonly RunRecord[];
  /** Of a two-way sync: its settings in both directions. */
  readonly twoWay: TwoWaySyncConfig | undefined;
  /** What its settings are called. */
  readonly described: readonly SettingDescription[];
}

export const SyncPage: FC<{ readonly frame: Frame; readonly view: SyncView }> = ({ frame, view }) => {
  const { card, config, runs, twoWay, described } = view;
  const role = frame.session?.user.role ?? 'viewer';
  return (
    <Page
      frame={frame}
      title={card.name}
      under={<Flow parts={[card.from, card.to]} arrow={twoWay === undefined ? '→' : '↔'} />}
      actions={<Tag state={card.health} text={TEXTS.health[card.health]} />}
    >
      {card.frozen === undefined ? null : <Frozen freeze={card.frozen} />}
      {mayAs(role, 'operator') ? <Buttons frame={frame} card={card} /> : null}
      <h2>{T.recent}</h2>
      {runs.length === 0 ? <Empty text={T.neverRun} /> : <RunTable runs={runs} />}
      <h2>{T.settings}</h2>
      {twoWay === undefined ? (
        <Settings config={config} triggers={card.triggers} described={described} />
      ) : (
        <TwoWaySettings config={twoWay} triggers={card.triggers} described={described} />
      )}
      {frame.readOnly ? (
        <p class="note">{TEXTS.setup.changes.readOnly}</p>
      ) : mayAs(role, 'administrator') ? (
        <p class="pager">
          <a class="button quiet" href={`/setup/${card.name}/mapping`}>
            {T.edit}
          </a>{' '}
          <a class="button quiet" href={`/setup/${card.name}/delete`}>
            {TEXTS.removal.delete}
          </a>
        </p>
      ) : null}
    </Page>
  );
};

const Frozen: FC<{ readonly freeze: Freeze }> = ({ freeze }) => (
  <p class="note bad">
    <b>{T.frozen}</b> <When at={freeze.at} /> · {freeze.actor}
    {freeze.reason === '' ? '' : `: ${freeze.reason}`}
  </p>
);

const Buttons: FC<{ readonly frame: Frame; readonly card: SyncCard }> = ({ frame, card }) => (
  <div class="card row">
    <Action session={frame.session} action={`/syncs/${card.name}/plan`} hint={T.previewHint}>
      {T.preview}
    </Action>
    <Action session={frame.session} action={`/syncs/${card.name}/run`} kind="quiet" hint={T.runHint}>
      {T.run}
    </Action>
    <Action
      session={frame.session}
      action={`/syncs/${card.name}/run`}
      kind="quiet"
      hint={T.verifyHint}
      values={{ verify: 'true' }}
    >
      {T.verify}
    </Action>
    <form method="post" action={`/syncs/${card.name}/freeze`}>
      <FormToken session={frame.session} />
      <input type="hidden" name="frozen" value={card.frozen === undefined ? 'true' : 'false'} />
      <button type="submit" class="danger" title={T.freezeHint}>
        {card.frozen === undefined ? T.freeze : T.unfreeze}
      </button>
    </form>
  </div>
);

interface SettingsProps {
  readonly config: SyncConfig;
  readonly triggers: readonly string[];
  readonly described: readonly SettingDescription[];
}

const Settings: FC<SettingsProps> = ({ config, triggers, described }) => {
  const { scope, groups, mapping } = config;
  const who = scope.roles === undefined ? T.everybody : `${T.rolesText}: ${scope.roles.join(', ')}`;
  return (
    <div class="card">
      <dl class="facts">
        <dt>{T.who}</dt>
        <dd>{scope.where === undefined ? who : `${who}, ${T.where} ${scope.where}`}</dd>
        <dt>{T.triggers}</dt>
        <dd>
          {[TEXTS.setup.types.manual, ...triggers.map((name) => TEXTS.setup.types.labels[name] ?? name)].join(', ')}
        </dd>
        <dt>{T.groups}</dt>
        <dd>
          {groups === undefined
            ? T.groupsAlone
            : Object.entries(groups.roles).map(([from, group], at) => (
                <>
                  {at === 0 ? '' : ' · '}
                  <Flow parts={[from, [group].flat().join(', ')]} />
                </>
              ))}
        </dd>
        <dt>{T.attributes}</dt>
        <dd>{mapping === undefined ? T.same : Object.keys(mapping).join(', ')}</dd>
        <SettingFacts described={described} values={config} names={namesOf(config)} />
      </dl>
    </div>
  );
};
