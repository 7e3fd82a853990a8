import type { FC } from 'hono/jsx';
import type { ApiToken } from '../auth/console-tokens.js';
import { FormToken, type Frame, Page } from '../parts/page.js';
import { Action, Empty, Scroll, Table, Tag, When } from '../parts/parts.js';
import { TEXTS } from '../texts/texts.js';
import { CopyField } from './copy-field.js';
import { RoleChoice } from './role-choice.js';

const T = TEXTS.tokens;

export interface TokensPageProps {
  readonly frame: Frame;
  readonly tokens: readonly ApiToken[];
  /** One that was just made; shown once. */
  readonly token: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Tokens of programs that use the API: make, list, rotate, revoke. */
export const TokensPage: FC<TokensPageProps> = ({ frame, tokens, token, now }) => (
  <Page frame={frame} title={T.title} under={T.under}>
    {token === undefined ? null : (
      <div class="note good">
        <label for="new-token">{T.fresh}</label>
        <CopyField id="new-token" value={token} />
      </div>
    )}
    {tokens.length === 0 ? (
      <Empty text={T.none} />
    ) : (
      <Scroll label={T.title}>
        <Table heads={[T.name, T.role, T.state, T.until, T.by]} actions={T.revoke}>
          {tokens.map((one) => (
            <TokenRow frame={frame} token={one} now={now} />
          ))}
        </Table>
      </Scroll>
    )}
    <h2>{T.make}</h2>
    <NewTokenForm frame={frame} />
  </Page>
);

const TokenRow: FC<{ readonly frame: Frame; readonly token: ApiToken; readonly now: number }> = ({
  frame,
  token: { id, name, role, by, expiresAt, revokedAt },
  now,
}) => {
  const isOver = expiresAt !== null && expiresAt <= now;
  const state = revokedAt !== null ? T.states.revoked : isOver ? T.states.expired : T.states.good;
  return (
    <tr>
      <td>
        <b>
          <bdi>{name}</bdi>
        </b>{' '}
        <code class="soft">{id}</code>
      </td>
      <td data-label={T.role}>{TEXTS.names.roles[role]}</td>
      <td data-label={T.state}>
        <Tag state={revokedAt === null && !isOver ? 'good' : ''} text={state} />
      </td>
      <td data-label={T.until}>{expiresAt === null ? T.never : <When at={expiresAt} />}</td>
      <td data-label={T.by}>
        <bdi>{by}</bdi>
      </td>
      <td>
        {revokedAt !== null ? null : (
          <div class="row">
            <Action session={frame.session} action="/tokens/rotate" kind="link" values={{ id }}>
              {T.rotate}
            </Action>
            <Action session={frame.session} action="/tokens/revoke" kind="link" values={{ id }}>
              {T.revoke}
            </Action>
          </div>
        )}
      </td>
    </tr>
  );
};

const NewTokenForm: FC<{ readonly frame: Frame }> = ({ frame }) => (
  <form class="card" method="post" action="/tokens">
    <FormToken session={frame.session} />
    <div class="field">
      <label for="token-name">{T.name}</label>
      <input id="token-name" name="name" required maxlength={80} placeholder={T.example} />
    </div>
    <RoleChoice legend={T.role} />
    <div class="field">
      <label for="token-days">{T.days}</label>
      <input id="token-days" name="days" type="number" min="1" max="3650" value="365" />
    </div>
    <p class="hint">{T.hint}</p>
    <div class="actions">
      <button type="submit">{T.make}</button>
    </div>
  </form>
);
