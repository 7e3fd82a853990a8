// scimmy-routers on Express over maps in memory, with an index by userName: the best that it can be given. Prints its port.
import { randomUUID } from 'node:crypto';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';

const users = new Map();
const byName = new Map();
const groups = new Map();

/** The value of `userName eq "x"` in scimmy's form of a filter. */
function nameIn(filter) {
  const condition = filter?.[0]?.userName ?? filter?.[0]?.username;
  return Array.isArray(condition) && condition[0] === 'eq' ? String(condition[1]) : undefined;
}

SCIMMY.Resources.declare(SCIMMY.Resources.User, {
  egress: (resource) => {
    if (resource.id !== undefined) {
      const found = users.get(resource.id);
      if (found === undefined) throw new SCIMMY.Types.Error(404, null, `no user ${resource.id}`);
      return found;
    }
    const name = nameIn(resource.filter);
    if (name === undefined) return [...users.values()];
    const found = byName.get(name.toLowerCase());
    return found === undefined ? [] : [found];
  },
  ingress: (resource, data) => {
    const user = { ...JSON.parse(JSON.stringify(data)), id: resource.id ?? randomUUID() };
    users.set(user.id, user);
    byName.set(user.userName.toLowerCase(), user);
    return user;
  },
  degress: (resource) => void users.delete(resource.id),
});
SCIMMY.Resources.declare(SCIMMY.Resources.Group, {
  egress: (resource) => (resource.id === undefined ? [...groups.values()] : groups.get(resource.id)),
  ingress: (resource, data) => {
    const group = { ...JSON.parse(JSON.stringify(data)), id: resource.id ?? randomUUID() };
    groups.set(group.id, group);
    return group;
  },
  degress: (resource) => void groups.delete(resource.id),
});

const app = express();
app.use(
  '/scim',
  new SCIMMYRouters({
    type: 'bearer',
    handler: (request) => {
      if (request.header('Authorization') !== 'Bearer bench') throw new Error('no');
      return 'bench';
    },
  }),
);
const server = app.listen(0, '127.0.0.1', () => console.log(`${server.address().port} bench`));
// A client that is slow for a moment finds its connections open.
server.keepAliveTimeout = 60_000;
// Asked by a line, it tells what it has used of the processor, in microseconds.
process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage();
  console.log(user + system);
});
