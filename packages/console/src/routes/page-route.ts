import { type FormTree, readForm, text } from '../forms/read-form.js';
import type { Frame } from '../parts/page.js';
import type { Asked, Route } from './route.js';
import { withFocus } from './with-focus.js';

type Status = 200 | 201 | 400 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 502;

/** A page, ready to be written out. */
interface PageElement {
  toString(): string | Promise<string>;
}

/** What a page handler gives: a page, or another address. */
export type Answer = Shown | { readonly to: string } | Response;

interface Shown {
  readonly page: PageElement;
  /** 422: something was wrong with what was sent, and the first field that is so gets the focus. */
  readonly status?: Status;
  /** Id of the element where the keyboard goes on. Default: at the beginning. */
  readonly focus?: string | undefined;
}

interface PageRouteInput extends Omit<Route, 'kind' | 'handle' | 'summary'> {
  readonly show: (asked: Asked, form: FormTree) => Promise<Answer> | Answer;
}

/** A route that answers with a page. Forms come as trees. */
export function pageRoute({ show, ...route }: PageRouteInput): Route {
  return {
    ...route,
    kind: 'page',
    summary: `Page ${route.path}`,
    handle: async (asked) => {
      const form = route.method === 'GET' ? {} : readForm(await asked.context.req.formData());
      const answer = await show(asked, form);
      if (answer instanceof Response) return answer;
      if ('to' in answer) return asked.context.redirect(answer.to, 303);
      return html(asked, answer.page, answer.status, answer.focus);
    },
  };
}

export async function html(
  { context }: Asked,
  page: PageElement,
  status: Status = 200,
  focus?: string,
): Promise<Response> {
  return context.html(`<!doctype html>${withFocus(await page.toString(), focus, status === 422)}`, status);
}

/** Id of the field where the keyboard was when the form was sent, as the page's script says it. */
export function fieldAt(form: FormTree): string | undefined {
  return /^[\w-]+$/.exec(text(form.at))?.[0];
}

/** What the frame of a page shows besides. */
export async function frameOf({ context, services, session }: Asked): Promise<Frame> {
  const draft =
    session?.user.role === 'administrator' ? await services.setup.draft.view().catch(() => undefined) : undefined;
  const { changed: unsaved = false, readOnly = false } = draft ?? {};
  return { session, path: new URL(context.req.url).pathname, unsaved, readOnly };
}

export function parameter({ context }: Asked, name: string): string {
  return context.req.param(name) ?? '';
}

export function query({ context }: Asked, name: string): string | undefined {
  const value = context.req.query(name);
  return value === undefined || value === '' ? undefined : value;
}

/** Where people reach this console, without a slash at the end. */
export function originOf({ context, services }: Asked): string {
  return services.publicUrl?.replace(/\/$/, '') ?? new URL(context.req.url).origin;
}
