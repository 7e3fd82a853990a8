import { HTTP, PROVIDER } from '@rollcall/contract';
import { PluginManager } from '@rollcall/plugin';
import { providerContract } from '@rollcall/testing';
import { Container } from 'inversify';
import { samplePlugin } from '../src/sample-plugin.js';

const PEOPLE = ['ada.k', 'bob.l', 'cem.m', 'dan.n', 'eve.o'].map((login, index) => ({
  id: String(index + 1),
  login,
  mail: index === 2 ? null : `${login}@example.test`,
  enabled: index !== 1,
}));
const PAGE = 2;

/** The system in memory, two people a page. */
const system = {
  open: ({ baseUrl }) => ({
    origin: new URL(baseUrl).origin,
    request: async ({ path, query, signal }) => {
      signal.throwIfAborted();
      if (path === '/people')
        return answer(200, PEOPLE.filter(({ id }) => Number(id) > Number(query?.after ?? 0)).slice(0, PAGE));
      const person = PEOPLE.find(({ id }) => path === `/people/${id}`);
      return person === undefined ? answer(404, {}) : answer(200, person);
    },
    close: async () => undefined,
  }),
};

function answer(status, body) {
  return {
    status,
    headers: new Headers(),
    mediaType: 'application/json',
    text: JSON.stringify(body),
    json: () => body,
  };
}

const providers = new PluginManager(PROVIDER, [samplePlugin]);

providerContract('sample-plugin', {
  make: () => {
    const parent = new Container();
    parent.bind(HTTP).toConstantValue(system);
    const settings = { baseUrl: 'http://people.test', token: 'made-up' };
    return {
      subject: {
        provider: providers.create('sample-plugin', settings, { parent }),
        truth: () =>
          new Map(
            PEOPLE.map(({ id, login, mail, enabled }) => [
              id,
              { attributes: { login, mail }, active: enabled, groups: [] },
            ]),
          ),
        attributes: ['login', 'mail'],
        key: 'login',
      },
    };
  },
});
