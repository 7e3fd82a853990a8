import type { TwoWaySyncConfig } from '@rollcall/engine';
import type { SettingDescription } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import { namesOf } from '../../api/sync-settings.js';
import { Flow } from '../../parts/flow.js';
import { TEXTS } from '../../texts/texts.js';
import { SettingFacts } from '../setting-facts.js';

const T = TEXTS.both.sync;

export interface TwoWaySettingsProps {
  readonly config: TwoWaySyncConfig;
  readonly triggers: readonly string[];
  readonly described: readonly SettingDescription[];
}

/** The settings of a two-way sync, at a glance. */
export const TwoWaySettings: FC<TwoWaySettingsProps> = ({ config, triggers, described }) => {
  const { between, scope, groups, mapping } = config;
  const [from, to] = between;
  const who = between.map((name) => {
    const { roles, where } = (scope[name] ?? {}) as { readonly roles?: readonly string[]; readonly where?: string };
    const parts = [
      ...(roles === undefined ? [] : [`${TEXTS.sync.rolesText}: ${roles.join(', ')}`]),
      ...(where === undefined ? [] : [`${TEXTS.sync.where} ${where}`]),
    ];
    return `${name}: ${parts.length === 0 ? TEXTS.sync.everybody : parts.join(', ')}`;
  });
  const starts = [TEXTS.setup.types.manual, ...triggers.map((name) => TEXTS.setup.types.labels[name] ?? name)];
  return (
    <div class="card">
      <dl class="facts">
        <dt>{TEXTS.sync.who}</dt>
        <dd>{who.join(' · ')}</dd>
        <dt>{TEXTS.sync.triggers}</dt>
        <dd>{starts.join(', ')}</dd>
        <dt>{T.groups}</dt>
        <dd>
          {groups === undefined
            ? TEXTS.sync.groupsAlone
            : Object.entries(groups.roles).map(([one, other], at) => (
                <>
                  {at === 0 ? '' : ' · '}
                  <Flow parts={[one, other]} arrow="↔" />
                </>
              ))}
        </dd>
        <dt>{T.mapping}</dt>
        <dd>
          {mapping === undefined
            ? TEXTS.sync.same
            : Object.entries(mapping).map(([target, line], at) => (
                <>
                  {at === 0 ? '' : ' · '}
                  <Flow {...lineOf(line, target, between)} />
                </>
              ))}
        </dd>
        <SettingFacts described={described} values={config} names={namesOf({ from, to })} />
      </dl>
    </div>
  );
};

function sourceOf(line: unknown): string {
  const from = typeof line === 'object' && line !== null && 'from' in line ? line.from : line;
  return typeof from === 'string' ? from : Array.isArray(from) ? from.join(' + ') : '…';
}

/** Which of both follows which. */
function lineOf(
  line: unknown,
  target: string,
  [first]: readonly string[],
): { readonly parts: readonly string[]; readonly arrow: '→' | '↔' } {
  const authority = typeof line === 'object' && line !== null && 'authority' in line ? line.authority : undefined;
  const parts = [sourceOf(line), target];
  if (authority === undefined) return { parts, arrow: '↔' };
  return { parts: authority === first ? parts : parts.toReversed(), arrow: '→' };
}
