// A SCIM server that does the least possible: what a client could reach at best. Prints its port.
import { createServer } from 'node:http';

let created = 0;
const json = { 'content-type': 'application/scim+json' };
const spc = JSON.stringify({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: process.argv[2] === 'bulk', maxOperations: 100, maxPayloadSize: 10_000_000 },
  filter: { supported: true, maxResults: 1000 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [],
});
const empty = JSON.stringify({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults: 0,
  startIndex: 1,
  itemsPerPage: 0,
  Resources: [],
});

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const path = request.url.split('?')[0];
    if (request.method === 'POST' && path.endsWith('/Users')) {
      created += 1;
      const user = JSON.parse(Buffer.concat(chunks).toString());
      response
        .writeHead(201, json)
        .end(JSON.stringify({ ...user, id: String(created), meta: { resourceType: 'User' } }));
    } else if (request.method === 'POST' && path.endsWith('/Bulk')) {
      const { Operations } = JSON.parse(Buffer.concat(chunks).toString());
      const answers = Operations.map(({ method, bulkId }) => ({
        method,
        bulkId,
        status: '201',
        location: `http://127.0.0.1/Users/${(created += 1)}`,
      }));
      response
        .writeHead(200, json)
        .end(JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'], Operations: answers }));
    } else if (path.endsWith('/ServiceProviderConfig')) response.writeHead(200, json).end(spc);
    else if (path.endsWith('/Schemas') || path.endsWith('/ResourceTypes')) response.writeHead(404, json).end('{}');
    else response.writeHead(200, json).end(empty);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
