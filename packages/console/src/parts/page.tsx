import type { Child, FC } from 'hono/jsx';
import { ASSETS } from '../assets.js';
import { mayAs, type Role } from '../auth/roles.js';
import type { Session } from '../auth/sessions.js';
import { currentLanguage } from '../texts/language.js';
import { TEXTS } from '../texts/texts.js';

/** What the frame of every page needs to know. */
export interface Frame {
  readonly session: Session | undefined;
  /** Path of the page. */
  readonly path: string;
  /** There are changes to the configuration that are not saved. */
  readonly unsaved: boolean;
  /** The configuration is only shown, so nothing offers to change it. Known where an administrator looks. */
  readonly readOnly: boolean;
}

export interface PageProps {
  readonly frame: Frame;
  readonly title: string;
  readonly under?: Child | undefined;
  /** What stands beside the title: the page's main actions. */
  readonly actions?: Child;
  /** Seconds after which the page loads itself again where there is no JavaScript. */
  readonly refresh?: number | undefined;
  readonly children?: Child;
}

/** The frame of every page. */
export const Page: FC<PageProps> = ({ frame, title, under, actions, refresh, children }) => (
  <Html title={title} {...(refresh === undefined ? {} : { refresh })} bare={frame.session === undefined}>
    {frame.session === undefined ? (
      <main id="main" tabindex={-1}>
        <Brand />
        <h1>{title}</h1>
        {under === undefined ? null : <p class="under">{under}</p>}
        <div class="stack">{children}</div>
      </main>
    ) : (
      <div class="frame">
        <Side session={frame.session} path={frame.path} />
        <main id="main" tabindex={-1}>
          <div class="head">
            <div>
              <h1>{title}</h1>
              {under === undefined ? null : <p class="under">{under}</p>}
            </div>
            {actions === undefined ? null : <div class="row">{actions}</div>}
          </div>
          {frame.unsaved && !frame.path.startsWith('/setup/') && frame.path !== '/changes' ? (
            <p class="note warn">
              {TEXTS.unsaved} <a href="/changes">{TEXTS.unsavedLook}</a>
            </p>
          ) : null}
          {children}
        </main>
      </div>
    )}
  </Html>
);

interface HtmlProps {
  readonly title: string;
  readonly refresh?: number;
  readonly bare: boolean;
  readonly children?: Child;
}

const HTMX = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  historyCacheSize: 0,
});

const Html: FC<HtmlProps> = ({ title, refresh, bare, children }) => (
  <html lang={currentLanguage().tag} {...(currentLanguage().direction === 'rtl' ? { dir: 'rtl' as const } : {})}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${title} · ${TEXTS.product}`}</title>
      <link rel="icon" href={ASSETS.icon.path} type="image/svg+xml" />
      <link rel="stylesheet" href={ASSETS.style.path} />
      <meta name="htmx-config" content={HTMX} />
      <script src={ASSETS.htmx.path} defer></script>
      <script src={ASSETS.events.path} defer></script>
      <script src={ASSETS.script.path} defer></script>
      {refresh === undefined ? null : (
        <noscript>
          <meta http-equiv="refresh" content={String(refresh)} />
        </noscript>
      )}
    </head>
    <body class={bare ? 'bare' : ''}>
      <a class="skip" href="#main">
        {TEXTS.skip}
      </a>
      {children}
    </body>
  </html>
);

const Brand: FC = () => (
  <a class="brand" href="/">
    <img src={ASSETS.icon.path} alt="" width="28" height="28" />
    {TEXTS.product}
  </a>
);

type Entry = readonly [path: string, text: string, role: Role];

/** Read for each page: texts are in the language of who looks. */
const places = (): readonly (readonly [title: string, entries: readonly Entry[]])[] => [
  [
    TEXTS.navigation.everyday,
    [
      ['/', TEXTS.overview.title, 'viewer'],
      ['/manual', TEXTS.manual.title, 'viewer'],
      ['/people', TEXTS.people.title, 'viewer'],
      ['/approvals', TEXTS.approvals.title, 'viewer'],
      ['/problems', TEXTS.problems.title, 'viewer'],
      ['/runs', TEXTS.runs.title, 'viewer'],
    ],
  ],
  [
    TEXTS.navigation.setup,
    [
      ['/setup', TEXTS.setup.list, 'administrator'],
      ['/connections', TEXTS.setup.connection.title, 'viewer'],
      ['/extensions', TEXTS.setup.extension.title, 'viewer'],
      ['/links', TEXTS.links.title, 'viewer'],
      ['/settings', TEXTS.setup.settings.title, 'administrator'],
    ],
  ],
  [
    TEXTS.navigation.administration,
    [
      ['/users', TEXTS.users.title, 'administrator'],
      ['/tokens', TEXTS.tokens.title, 'administrator'],
      ['/audit', TEXTS.audit.title, 'administrator'],
    ],
  ],
];

const Side: FC<{ readonly session: Session; readonly path: string }> = ({ session, path }) => (
  <header class="side">
    <Brand />
    <Menu session={session} path={path} />
  </header>
);

/** On a narrow screen the menu opens by a click, which works without JavaScript; on a wide one it is always open. */
const Menu: FC<{ readonly session: Session; readonly path: string }> = ({ session, path }) => (
  <>
    <input type="checkbox" id="menu" class="menu-switch" aria-label={TEXTS.menu} />
    <label for="menu" class="menu-label" aria-hidden="true">
      {TEXTS.menu}
    </label>
    <div class="menu-body">
      <nav aria-label={TEXTS.menu}>
        {places().map(([title, entries]) => {
          const mine = entries.filter(([, , role]) => mayAs(session.user.role, role));
          return mine.length === 0 ? null : (
            <>
              <h2>{title}</h2>
              {mine.map(([href, text]) => (
                <a href={href} {...(isAt(path, href) ? { 'aria-current': 'page' as const } : {})}>
                  {text}
                </a>
              ))}
            </>
          );
        })}
      </nav>
      <div class="me">
        {TEXTS.signedIn}{' '}
        <strong>
          <bdi>{session.user.name}</bdi>
        </strong>
        <form method="post" action="/sign-out">
          <FormToken session={session} />
          <button type="submit" class="quiet small">
            {TEXTS.sign.out}
          </button>
        </form>
      </div>
    </div>
  </>
);

/** A sync may be called `people` as well. */
const PERSON = /^\/syncs\/[^/]+\/people\//;

function isAt(path: string, href: string): boolean {
  if (href === '/') return path === '/' || (path.startsWith('/syncs/') === true && !PERSON.test(path));
  if (href === '/people') return path === '/people' || PERSON.test(path);
  return path === href || path.startsWith(`${href}/`);
}

/** Must be in every form that changes something. */
export const FormToken: FC<{ readonly session: Session | undefined }> = ({ session }) => (
  <input type="hidden" name="_token" value={session?.formToken ?? ''} />
);
