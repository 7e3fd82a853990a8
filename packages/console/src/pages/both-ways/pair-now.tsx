import type { Account } from '@rollcall/contract';
import type { ExplainedPair, Explanation } from '@rollcall/engine';
import type { FC } from 'hono/jsx';
import { TEXTS } from '../../texts/texts.js';
import { StateTag } from '../people.js';

const T = TEXTS.person;

export interface PairNowProps {
  readonly pair: ExplainedPair;
  readonly explanation: Pick<Explanation, 'situation' | 'link'>;
}

/** How both accounts of a person are, and what that means. */
export const PairNow: FC<PairNowProps> = ({
  pair: { connections, first, second },
  explanation: { situation, link },
}) => (
  <dl class="facts">
    <dt>{T.now}</dt>
    <dd>{'why' in situation ? situation.why : T.situation[situation.kind]}</dd>
    <dt>{TEXTS.both.mapping.side(connections[0])}</dt>
    <dd>
      <AccountNow account={first} />
    </dd>
    <dt>{TEXTS.both.mapping.side(connections[1])}</dt>
    <dd>
      <AccountNow account={second} />
    </dd>
    {link === undefined ? null : (
      <>
        <dt>{TEXTS.both.pair.state}</dt>
        <dd>
          <StateTag state={link.state} />
        </dd>
      </>
    )}
  </dl>
);

const AccountNow: FC<{ readonly account: Account | undefined }> = ({ account }) =>
  account === undefined ? (
    <span>{TEXTS.both.pair.none}</span>
  ) : (
    <span>
      <code>{account.id}</code> {account.active === false ? T.blocked : T.active}
    </span>
  );
