import { type ConfigClass, parseConfig } from '@rollcall/plugin';
import { ApiError } from '../api/api-error.js';
import { TEXTS } from '../texts/texts.js';
import type { Asked, Route } from './route.js';

const R = TEXTS.refusals;

interface ApiRouteInput<B extends object> extends Omit<Route, 'kind' | 'handle' | 'body'> {
  readonly body?: ConfigClass<B>;
  /** What goes into the answer as JSON; nothing gives 204. */
  readonly answer: (asked: Asked, body: B) => Promise<unknown> | unknown;
}

/** A route of the API: a checked body in, JSON out. */
export function apiRoute<B extends object = object>({ answer, body, ...route }: ApiRouteInput<B>): Route {
  return {
    ...route,
    kind: 'api',
    ...(body === undefined ? {} : { body }),
    handle: async (asked) => {
      const given = body === undefined ? ({} as B) : parseConfig(body, await readJson(asked));
      const result = await answer(asked, given);
      return result === undefined ? asked.context.body(null, 204) : asked.context.json(result);
    },
  };
}

async function readJson({ context }: Asked): Promise<unknown> {
  // Of a form a browser sends to another site without asking; of JSON it does not.
  if (!(context.req.header('content-type') ?? '').startsWith('application/json'))
    throw new ApiError(400, 'not-json', R.sendJson);
  try {
    return await context.req.json();
  } catch {
    throw new ApiError(400, 'not-json', R.notJson);
  }
}
