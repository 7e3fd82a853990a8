import {
  createScimSimulator,
  SCIM_PATH,
  SCIM_TOKEN,
  type ScimSimulator,
  type ScimSimulatorOptions,
} from '@rollcall/testing';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of any shape.
  readonly body: any;
}

export interface Asking {
  readonly simulator: ScimSimulator;
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
}

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** A simulator and a way to ask it, as a client with its token. */
export function asking(options: ScimSimulatorOptions = {}): Asking {
  const simulator = createScimSimulator(options);
  return {
    simulator,
    ask: async (method, path, body, headers = {}) => {
      const response = await simulator.fetch(
        new Request(`https://app.example${SCIM_PATH}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${SCIM_TOKEN}`,
            ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      );
      const text = await response.text();
      const isJson = (response.headers.get('content-type') ?? '').includes('json');
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    },
  };
}

export function user(
  userName: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return { schemas: [USER], userName, ...more };
}

export function patch(...Operations: readonly unknown[]): Readonly<Record<string, unknown>> {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations };
}
