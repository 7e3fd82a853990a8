// Pages of accounts as Drupal gives them, made beforehand: reading them is all that a client can be measured by.
import { createServer } from 'node:http';

const total = Number(process.argv[2]);
const uuid = (uid) => `00000000-0000-4000-8000-${String(uid).padStart(12, '0')}`;
const ME = uuid(1);
const media = { 'content-type': 'application/vnd.api+json' };
const row = (uid) => ({
  type: 'user--user',
  id: uuid(uid),
  attributes: {
    display_name: `user${uid}`,
    drupal_internal__uid: uid,
    langcode: 'en',
    name: `user${uid}`,
    mail: `user${uid}@example.test`,
    timezone: 'UTC',
    status: true,
    created: '2026-01-01T00:00:00+00:00',
    changed: '2026-01-01T00:00:00+00:00',
    field_first_name: `First${uid}`,
    field_last_name: `Last${uid}`,
    field_department: 'sales',
  },
  relationships: {
    roles: { data: [{ type: 'user_role--user_role', id: uuid(9), meta: { drupal_internal__target_id: 'editor' } }] },
  },
});
const role = {
  type: 'user_role--user_role',
  id: uuid(9),
  attributes: { drupal_internal__id: 'editor', label: 'Editor' },
};
const cache = new Map();

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://127.0.0.1');
  const send = (text) => response.writeHead(200, media).end(text);
  if (url.pathname === '/jsonapi')
    return send(JSON.stringify({ jsonapi: {}, data: [], meta: { links: { me: { meta: { id: ME } } } } }));
  if (url.pathname.includes('user_role')) return send(JSON.stringify({ data: [role] }));
  const key = url.search;
  if (!cache.has(key)) {
    const value = (operator) =>
      Number(
        [...url.searchParams]
          .find(([name, text]) => name.endsWith('[operator]') && text === operator)?.[0]
          .replace('[operator]', '[value]') &&
          url.searchParams.get(
            [...url.searchParams]
              .find(([name, text]) => name.endsWith('[operator]') && text === operator)[0]
              .replace('[operator]', '[value]'),
          ),
      );
    const limit = Math.min(Number(url.searchParams.get('page[limit]') ?? 50), 50);
    const after = value('>') || 0;
    const upTo = Math.min(value('<=') || total, total);
    const down = url.searchParams.get('sort')?.startsWith('-');
    const rows = [];
    if (down) for (let uid = upTo; uid > after && rows.length < limit; uid -= 1) rows.push(row(uid));
    else for (let uid = after + 1; uid <= upTo && rows.length < limit; uid += 1) rows.push(row(uid));
    cache.set(key, JSON.stringify({ jsonapi: { version: '1.0' }, data: rows, links: {} }));
  }
  return send(cache.get(key));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
