import { HTTP, type HttpAnswer, type HttpClients, PROVIDER, type Provider } from '@rollcall/contract';
import { definitionOf, type PluginDefinition, PluginManager } from '@rollcall/plugin';
import { providerContract } from '@rollcall/testing';
import { Container } from 'inversify';
import { SamplePluginProvider } from '../src/sample-plugin.js';

const PEOPLE = ['ada.k', 'bob.l', 'cem.m', 'dan.n', 'eve.o'].map((login, index) => ({
  id: String(index + 1),
  login,
  mail: index === 2 ? null : `${login}@example.test`,
  enabled: index !== 1,
}));
const PAGE = 2;

/** The system in memory, two people a page. */
const system: HttpClients = {
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

function answer(status: number, body: unknown): HttpAnswer {
  return {
    status,
    headers: new Headers(),
    mediaType: 'application/json',
    text: JSON.stringify(body),
    json: () => body,
  };
}

const providers = new PluginManager<Provider>(PROVIDER, [
  definitionOf(SamplePluginProvider) as PluginDefinition<Provider>,
]);

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
