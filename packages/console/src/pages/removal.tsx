import type { FC } from 'hono/jsx';
import type { Removal } from '../api/removal.js';
import { type Frame, Page } from '../parts/page.js';
import { Action } from '../parts/parts.js';
import { TEXTS } from '../texts/texts.js';

const T = TEXTS.removal;

export interface RemovalPageProps {
  readonly frame: Frame;
  readonly removal: Removal;
  /** Where the form goes. */
  readonly action: string;
  /** Where who changed their mind goes. */
  readonly back: string;
}

/** What deleting comes to, before anything is deleted. */
export const RemovalPage: FC<RemovalPageProps> = ({ frame, removal, action, back }) => {
  const { kind, name, neededBy, linked, waiting } = removal;
  return (
    <Page frame={frame} title={T.title[kind](name)} under={T.under}>
      {neededBy.length === 0 ? null : (
        <div class="note bad">
          <p>{T.needed}</p>
          <ul>
            {neededBy.map((user) => (
              <li>{user}</li>
            ))}
          </ul>
        </div>
      )}
      <div class="card">
        <h2>{T.comes}</h2>
        <ul>
          {kind === 'connection' ? (
            <li>{T.connection}</li>
          ) : (
            <>
              <li>{linked === 0 ? T.nobody : T.accounts(linked)}</li>
              {linked === 0 ? null : <li>{T.links(name)}</li>}
              <li>{T.starts}</li>
              {waiting === 0 ? null : <li>{T.waiting(waiting)}</li>}
            </>
          )}
          <li>{T.draft}</li>
        </ul>
      </div>
      <div class="actions">
        {neededBy.length === 0 ? (
          <Action session={frame.session} action={action} kind="danger">
            {T.button[kind](name)}
          </Action>
        ) : null}
        <a class="button quiet" href={back}>
          {T.back}
        </a>
      </div>
    </Page>
  );
};
