import { isDeepStrictEqual } from 'node:util';
import {
  createDrupalSimulator,
  DRUPAL_ACCOUNTS,
  type DrupalSimulator,
  drupalSiteFromRecordings,
  RECORDED_USER_PASS,
} from '@rollcall/testing';
import { RECORDINGS, type Recording } from './recordings.js';

const ORIGIN = 'http://127.0.0.1:8801';

/**
 * Plays the recorded exchanges, in order, against a simulator of the recorded site and says what differs.
 *
 * Whatever the site invents (uuids, uids, cookies, tokens) is learned from its answers and put in place of what was
 * recorded. The clock shows the time of the recorded answer.
 */
export class Player {
  private time = 0;
  private readonly simulator: DrupalSimulator;
  private readonly invented = new Map<string, string>();

  constructor() {
    const site = drupalSiteFromRecordings(RECORDINGS, { now: () => this.time });
    // Everybody had been read before the recording began; then the administrator logged in by form.
    for (const row of site.users.all()) site.view(row);
    const login = Date.parse('2026-11-24T09:13:08Z') / 1000;
    site.writeBehindCaches(1, { login, access: login });
    this.simulator = createDrupalSimulator({ site });
  }

  /** Plays one exchange; returns what differs, in words. */
  async play(recording: Recording): Promise<string[]> {
    this.time = handledAt(recording);
    await this.arrange(recording.name.slice(0, 3));
    const response = await this.simulator.fetch(this.requestOf(recording));
    const text = await response.text();
    this.learn(recording, response, text);
    return [
      ...this.compareHeads(recording, response),
      ...this.compareBodies(recording, response.headers.get('content-type') ?? '', text),
    ];
  }

  /** What the recorder did to the site between two exchanges. */
  private async arrange(number: string): Promise<void> {
    const { site } = this.simulator;
    const { settings } = site;
    const permit = (...permissions: string[]): unknown =>
      site.addRole({ ...site.role('api_provisioner'), id: 'api_provisioner', permissions });
    const steps: Readonly<Record<string, () => unknown>> = {
      '104': async () => {
        this.simulator.clearFlood();
        for (let round = 0; round < 5; round += 1) {
          await this.simulator.fetch(
            new Request(`${ORIGIN}/jsonapi`, { headers: { authorization: basic('plain', 'wrong') } }),
          );
        }
      },
      // The site had numbered users up to 626 before, and numbers are never used again.
      '107': () => {
        site.addUser({ uid: 626, name: 'gone.626' });
        site.deleteUser(626);
      },
      '105': () => this.simulator.clearFlood(),
      '188': () => Object.assign(settings, { cancelMethod: 'user_cancel_delete' }),
      '191': () => Object.assign(settings, { cancelMethod: 'user_cancel_block_unpublish' }),
      '193': () => Object.assign(settings, { cancelMethod: 'user_cancel_reassign' }),
      '195': () => Object.assign(settings, { cancelMethod: 'user_cancel_block' }),
      '204': () => site.updateUser(3, {}),
      '236': () => Object.assign(settings, { readOnly: true }),
      '240': () => Object.assign(settings, { readOnly: false, maintenance: true }),
      '247': () => Object.assign(settings, { maintenance: false }),
      '248': () => Object.assign(settings, { pageMaxAge: 60 }),
      '252': () => {
        settings.pageMaxAge = 0;
        permit('administer users');
      },
      '256': () => permit('access user profiles', 'view user email addresses'),
      '259': async () => {
        permit('administer permissions', 'administer users');
        for (let round = 0; round < 5; round += 1) {
          await this.simulator.fetch(
            new Request(`${ORIGIN}/user/login?_format=json`, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ name: 'plain', pass: 'wrong' }),
            }),
          );
        }
      },
    };
    await steps[number]?.();
  }

  private requestOf({ name, request }: Recording): Request {
    const headers = new Headers();
    for (const [header, value] of Object.entries(request.headers)) {
      if (header === 'Content-Length') continue;
      headers.set(header, header === 'Authorization' ? credentialsOf(name, String(value)) : this.put(String(value)));
    }
    const { body, method } = request;
    const text = typeof body === 'string' ? body : body === null ? undefined : this.put(JSON.stringify(body));
    // As bytes, since a text would bring a Content-Type of its own.
    const content = text === undefined || method === 'GET' ? {} : { body: new TextEncoder().encode(text) };
    return new Request(ORIGIN + this.put(request.path), { method, headers, ...content });
  }

  private put(text: string): string {
    let result = text;
    for (const [recorded, simulated] of this.invented) result = result.replaceAll(recorded, simulated);
    return result;
  }

  private learn({ response: recorded, name }: Recording, response: Response, text: string): void {
    const pair = (from: unknown, to: unknown): void => {
      if (typeof from === 'string' && typeof to === 'string' && from !== to) this.invented.set(from, to);
    };
    if (recorded.status === 201 && response.status === 201) {
      pair(lastPart(recorded.headers.Location), lastPart(response.headers.get('location')));
    }
    if (name.startsWith('229') && response.status === 201) {
      const uuid = (body: unknown): unknown => (body as { uuid?: { value: unknown }[] }).uuid?.[0]?.value;
      pair(uuid(recorded.body), uuid(JSON.parse(text)));
    }
    if (name.startsWith('214') && response.status === 200) {
      const from = recorded.body as Record<string, unknown>;
      const to = JSON.parse(text) as Record<string, unknown>;
      pair(from.csrf_token, to.csrf_token);
      pair(from.logout_token, to.logout_token);
      pair(cookiePair(recorded.headers['Set-Cookie']), cookiePair(response.headers.getSetCookie()[0]));
    }
  }

  private compareHeads({ response: recorded }: Recording, response: Response): string[] {
    const found: string[] = [];
    if (recorded.status !== response.status) found.push(`status ${response.status}, recorded ${recorded.status}`);
    for (const name of COMPARED_HEADERS) {
      const was = headerText(recorded.headers, name);
      const is = response.headers.get(name) ?? undefined;
      if (SHAPE_ONLY.has(name) ? (was === undefined) === (is === undefined) : this.putOrNothing(was) === is) continue;
      found.push(`${name}: ${is}, recorded ${was}`);
    }
    return found;
  }

  private putOrNothing(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.put(text);
  }

  private compareBodies({ response: { body: recorded } }: Recording, type: string, text: string): string[] {
    if (type.startsWith('text/html')) {
      const title = /<title>[^<]*<\/title>/;
      const [was] = title.exec(String(recorded)) ?? [''];
      const [is] = title.exec(text) ?? [''];
      return was === is ? [] : [`page ${is}, recorded ${was}`];
    }
    if (typeof recorded === 'string' || recorded === null || recorded === undefined) {
      const was = String(recorded ?? '');
      // A token of 43 characters is compared by its form.
      const isToken = /^[\w-]{43}$/;
      if (was === text || (isToken.test(was) && isToken.test(text))) return [];
      return [`body ${text.slice(0, 80)}, recorded ${was.slice(0, 80)}`];
    }
    const was = stable(JSON.parse(this.put(JSON.stringify(recorded))));
    return differences(was, stable(JSON.parse(text)), '');
  }
}

const COMPARED_HEADERS = [
  'content-type',
  'allow',
  'location',
  'www-authenticate',
  'link',
  'cache-control',
  'content-language',
  'expires',
  'vary',
  'etag',
  'last-modified',
  'x-generator',
  'set-cookie',
  'retry-after',
] as const;

/**
 * When the site handled the request. `Date` is written up to a second later, so where the answer tells the time of the
 * save or of the page it is taken from there.
 */
function handledAt({ request, response }: Recording): number {
  const sent = Date.parse(String(response.headers.Date));
  if (response.headers['Last-Modified'] !== undefined) return Date.parse(String(response.headers['Last-Modified']));
  if (request.method === 'GET') return sent;
  const body = response.body as { data?: { attributes?: { changed?: string } } } | null;
  const changed = Date.parse(body?.data?.attributes?.changed ?? '');
  return sent - changed <= 1000 ? changed : sent;
}

/** Headers whose value the site invents. */
const SHAPE_ONLY: ReadonlySet<string> = new Set(['set-cookie', 'retry-after']);

function basic(name: string, pass: string): string {
  return `Basic ${Buffer.from(`${name}:${pass}`).toString('base64')}`;
}

/** Recordings name accounts instead of passwords; which account "other" was is told by what the recording is about. */
function credentialsOf(name: string, recorded: string): string {
  const { admin, provisioner, plain } = DRUPAL_ACCOUNTS;
  if (!recorded.startsWith('Basic')) return recorded;
  if (recorded.includes('<provisioner>')) return basic(provisioner.name, provisioner.pass);
  if (recorded.includes('<admin>')) return basic(admin.name, admin.pass);
  if (recorded.includes('<plain')) return basic(plain.name, plain.pass);
  if (name.startsWith('097') || name.startsWith('204')) return basic('nobody', 'wrong');
  if (name.startsWith('098')) return basic('ines.smith33', RECORDED_USER_PASS);
  if (name.startsWith('146')) return basic('rec.p3', 'p'.repeat(600));
  if (name.startsWith('164')) return basic('rec.anna', 'Other-pass-2');
  return basic(provisioner.name, 'wrong');
}

function lastPart(address: string | readonly string[] | null | undefined): string | undefined {
  return typeof address === 'string' ? address.slice(address.lastIndexOf('/') + 1) : undefined;
}

function cookiePair(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header.split(';')[0] : undefined;
}

function headerText(headers: Recording['response']['headers'], name: string): string | undefined {
  const key = Object.keys(headers).find((header) => header.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  return typeof value === 'string' || value === undefined ? value : value.join(', ');
}

/** Replaces what is drawn by lot: the hashes of omitted items, tokens. */
function stable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  let item = 0;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (!key.startsWith('item--')) return [key, stable(inner)];
      item += 1;
      return [`item--${item}`, stable(inner)];
    }),
  );
}

function differences(was: unknown, is: unknown, at: string): string[] {
  if (isDeepStrictEqual(was, is)) return [];
  const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  if (!isPlain(was) || !isPlain(is) || Array.isArray(was) !== Array.isArray(is)) {
    return [`${at}: ${JSON.stringify(is)?.slice(0, 120)}, recorded ${JSON.stringify(was)?.slice(0, 120)}`];
  }
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...keys].flatMap((key) => differences(was[key], is[key], `${at}/${key}`));
}
