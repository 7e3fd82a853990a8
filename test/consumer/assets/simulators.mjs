// Serves a Drupal, a Joomla and a small directory of people, and tells what they hold, for tests from outside.
import { createServer } from 'node:http';
import {
  addStandardAccounts,
  createDrupalSimulator,
  createJoomlaSimulator,
  DrupalSite,
  JoomlaSite,
  serveSimulator,
} from '@rollcall/testing';

const drupalSite = new DrupalSite({ seed: 1 });
addStandardAccounts(drupalSite);
for (const name of ['ada', 'bob', 'cem'])
  drupalSite.addUser({
    name,
    mail: `${name}@example.test`,
    roles: ['joomla_user'],
    fields: { field_first_name: name, field_last_name: 'Test' },
  });
const joomlaSite = new JoomlaSite({});
const administrator = joomlaSite.addUser({
  name: 'Admin',
  username: 'admin',
  email: 'admin@joomla.example.test',
  groups: [8],
});
const drupal = await serveSimulator(createDrupalSimulator({ site: drupalSite }));
const joomla = await serveSimulator(createJoomlaSimulator({ site: joomlaSite }));

const PEOPLE = ['eva', 'fay', 'gus'].map((login, index) => ({
  id: String(index + 1),
  login,
  mail: `${login}@example.test`,
  enabled: true,
}));

const control = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const json = (data, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data));
  if (pathname === '/_joomla')
    return json([...joomlaSite.users.values()].map(({ username, block }) => ({ username, block })));
  if (pathname === '/_drupal') return json([...drupalSite.users.all()].map(({ name, uuid }) => ({ name, uuid })));
  if (request.headers.authorization !== 'Bearer people') return json({}, 401);
  if (pathname === '/people')
    return json(PEOPLE.filter(({ id }) => Number(id) > Number(searchParams.get('after') || 0)).slice(0, 2));
  const person = PEOPLE.find(({ id }) => pathname === `/people/${id}`);
  return json(person ?? {}, person === undefined ? 404 : 200);
}).listen(0, '127.0.0.1', () => {
  const { port } = control.address();
  console.log(
    `ready ${JSON.stringify({ drupal: drupal.url, joomla: joomla.url, control: `http://127.0.0.1:${port}`, token: joomlaSite.tokenFor(administrator) })}`,
  );
});
