import {
  defineProvider,
  HTTP,
  NotFoundError,
  RejectedError,
  RollcallError,
  Secret,
  setting,
  UnauthorizedError,
  UnavailableError,
} from '@rollcall/contract';
import { IsInstance, IsUrl } from 'class-validator';

export class SamplePluginConfig {
  baseUrl;
  token;
}
setting('Address of the system.')(SamplePluginConfig.prototype, 'baseUrl');
IsUrl({ require_protocol: true, require_tld: false })(SamplePluginConfig.prototype, 'baseUrl');
setting('Token that reads people.', { secret: true })(SamplePluginConfig.prototype, 'token');
IsInstance(Secret)(SamplePluginConfig.prototype, 'token');

/** Reads people from `GET /people` (pages by `?after=ID`) and `GET /people/ID`. */
export const samplePlugin = defineProvider({
  id: 'sample-plugin',
  label: 'Sample plugin',
  description: 'Reads people from a JSON address.',
  config: SamplePluginConfig,
  create: ({ config: { baseUrl, token }, get }) => {
    const headers = { authorization: `Bearer ${token.reveal()}` };
    return createProvider(get(HTTP).open({ baseUrl, headers, secrets: [token.reveal()] }));
  },
});

function createProvider(http) {
  return {
    check: (signal) => check(http, signal),
    schema: async () => ({
      attributes: [
        { name: 'login', type: 'string', unique: true, scim: 'userName' },
        { name: 'mail', type: 'string', scim: 'emails.value' },
      ],
    }),
    accounts: {
      pages: ({ signal }) => readPages(http, signal),
      get: (id, { signal }) => readPerson(http, id, signal),
      search: (text, { signal, limit }) => search(http, text, limit, signal),
    },
    close: () => http.close(),
  };
}

async function check(http, signal) {
  const stage = { stage: 'read', label: 'Read people' };
  try {
    const people = await readPage(http, '', signal);
    return { stages: [{ ...stage, status: 'passed', detail: `${people.length} people on the first page` }] };
  } catch (error) {
    if (!RollcallError.is(error)) throw error;
    const remedy = error.hint ?? 'look at the address and the token';
    return { stages: [{ ...stage, status: 'failed', detail: error.happened, remedy }] };
  }
}

async function* readPages(http, signal) {
  let after = '';
  for (;;) {
    const people = await readPage(http, after, signal);
    const last = people.at(-1);
    // Only an empty page proves that there is nobody behind it.
    if (last === undefined) {
      yield { accounts: [], proof: { complete: true, how: 'read page by page up to an empty one' } };
      return;
    }
    yield { accounts: people.map(accountOf) };
    after = last.id;
  }
}

async function readPerson(http, id, signal) {
  const doing = `reading person ${id}`;
  const answer = await http.request({ method: 'GET', path: `/people/${encodeURIComponent(id)}`, signal, doing });
  return answer.status === 404 ? undefined : accountOf(read(answer, doing));
}

async function search(http, text, limit, signal) {
  const found = [];
  for await (const { accounts } of readPages(http, signal))
    for (const account of accounts) {
      if (found.length === limit) return found;
      if ([account.id, ...Object.values(account.attributes)].some((value) => String(value).includes(text)))
        found.push(account);
    }
  return found;
}

async function readPage(http, after, signal) {
  const doing = 'reading people';
  return read(await http.request({ method: 'GET', path: '/people', query: { after }, signal, doing }), doing);
}

function accountOf({ id, login, mail, enabled }) {
  return { id, attributes: { login, mail }, active: enabled };
}

/** The one place where what the system answers becomes an error of the contract. */
function read(answer, doing) {
  const { status } = answer;
  if (status < 300) return answer.json();
  const happened = `the system answered ${status}`;
  if (status === 401 || status === 403)
    throw new UnauthorizedError({ code: 'people-refused', doing, happened, hint: 'make a token that may read people' });
  if (status === 404) throw new NotFoundError({ code: 'people-missing', doing, happened, hint: 'look at the address' });
  if (status >= 500 || status === 429)
    throw new UnavailableError({ code: 'people-unavailable', doing, happened, outcome: 'not-sent' });
  throw new RejectedError({ code: 'people-rejected', doing, happened });
}
