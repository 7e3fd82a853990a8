import { createJoomlaSimulator, type JoomlaSimulator, JoomlaSite, type JoomlaUser } from '@rollcall/testing';
import { type Recording, timeOf } from './recordings.js';

const ORIGIN = 'http://127.0.0.1:8802';
const SCIM_TOKEN = 'scim-token';
const ADMIN = 610;
const [MANAGERS, SUPER_USERS] = [6, 8] as const;

/**
 * Plays the recorded exchanges, in the order they were made, against a simulator of the recorded site and says what
 * differs: status, headers, and the body byte by byte. The clock shows the time of the recorded answer.
 */
export class Player {
  private time = 0;
  private readonly site = new JoomlaSite({ now: () => this.time, firstUserId: ADMIN });
  private readonly simulator: JoomlaSimulator = createJoomlaSimulator({
    site: this.site,
    scim: { token: SCIM_TOKEN },
  });
  private readonly admin: JoomlaUser = this.site.addUser({
    name: 'Super User',
    username: 'admin',
    email: 'admin@example.test',
    sendEmail: 1,
    groups: [SUPER_USERS],
    registerDate: '2026-11-24 08:38:34',
  });

  constructor(private readonly recordings: readonly Recording[]) {}

  /** Plays one exchange; returns what differs, in words. */
  async play(recording: Recording): Promise<readonly string[]> {
    this.time = handledAt(recording);
    this.arrange(recording.number);
    const response = await this.simulator.fetch(this.requestOf(recording));
    // A HEAD loses its body on the wire.
    const text = recording.request.method === 'HEAD' ? '' : await response.text();
    return [...compareHeads(recording, response), ...compareBodies(recording, text)];
  }

  /** What the recorder did to the site between two exchanges, by its settings, its console or its database. */
  private arrange(number: number): void {
    const { site } = this;
    const scim = this.simulator.freeScim;
    if (scim === undefined) throw new Error('the simulator has no SCIM plugin');
    const steps: Readonly<Record<number, () => unknown>> = {
      75: () => Object.assign(scim, { attributeMap: { name: 'name.formatted', block: 'active' } }),
      77: () => Object.assign(scim, { attributeMap: { name: 'displayName' } }),
      78: () => Object.assign(scim, { noEgress: true, attributeMap: {} }),
      80: () => Object.assign(scim, { creates: 4 }),
      84: () => Object.assign(scim, { noEgress: false, compatibility: false }),
      87: () => Object.assign(scim, { compatibility: true }),
      209: () => this.add('Member', 'member1', { groups: [2, 10] }),
      194: () => this.add('Params', 'params1', { requireReset: 1, params: { timezone: 'Europe/Berlin' } }),
      240: () => this.add('Api Manager', 'apimgr', { groups: [MANAGERS] }),
      241: () => site.access.tokenGroups.add(MANAGERS),
      242: () => site.access.allow(MANAGERS, 'core.login.api'),
      245: () => site.access.deny(MANAGERS, 'core.create', 'core.edit', 'core.delete'),
      250: () => this.add('Second', 'super2', { groups: [SUPER_USERS] }),
      251: () => Object.assign(this.named('super2'), { block: 1 }),
      252: () => Object.assign(this.named('super2'), { block: 0, requireReset: 1 }),
      260: () => this.addLoadTest(),
      268: () => this.addAfterLoadTest(),
    };
    steps[number]?.();
  }

  private add(name: string, username: string, more: Partial<Parameters<JoomlaSite['addUser']>[0]>): void {
    this.site.addUser({ name, username, email: `${username}@example.test`, ...more });
  }

  /** The 127 users of the recorder's measurements; recording 260 lists them. */
  private addLoadTest(): void {
    const body = this.recordings.find((recording) => recording.number === 260)?.response.body ?? '{}';
    const { data } = JSON.parse(body) as { data: readonly { readonly attributes: Row }[] };
    for (const { attributes } of data.toSorted((a, b) => a.attributes.id - b.attributes.id)) {
      const { id, name, username, email, block, registerDate } = attributes;
      if (!this.site.users.has(id)) this.site.addUser({ id, name, username, email, block, registerDate });
    }
  }

  /** One in three groups, and those made while mails were recorded, whom no recording shows. */
  private addAfterLoadTest(): void {
    for (let id = 783; id < 789; id += 1) this.add('zz', `mail${id}`, { id });
    this.add('Multi Group', 'multig', { id: 791, groups: [2, 3, 4] });
  }

  private named(username: string): JoomlaUser {
    const user = this.site.userByUsername(username);
    if (user === undefined) throw new Error(`the site has no ${username}`);
    return user;
  }

  private requestOf(recording: Recording): Request {
    const { method, path, headers: recorded, body } = recording.request;
    const headers = new Headers();
    for (const [name, value] of Object.entries(recorded))
      headers.set(name, value.replace('<token>', this.tokenOf(recording)));
    // As bytes, since a text would bring a Content-Type of its own.
    const hasBody = body !== null && body !== '' && method !== 'GET' && method !== 'HEAD';
    return new Request(ORIGIN + path, {
      method,
      headers,
      ...(hasBody ? { body: new TextEncoder().encode(body) } : {}),
    });
  }

  /** Recordings write `<token>` for every token; whose it was is told by what the recording is about. */
  private tokenOf({ number, name }: Recording): string {
    if (name.includes('wrong-token')) return 'wrong';
    if (number >= 240 && number <= 249) return this.site.tokenFor(this.named('apimgr'));
    if (number >= 250 && number <= 252) return this.site.tokenFor(this.named('super2'));
    const isScim = number < 100 && number !== 69 && number !== 71;
    return isScim ? SCIM_TOKEN : this.site.tokenFor(this.admin);
  }
}

interface Row {
  readonly id: number;
  readonly name: string;
  readonly username: string;
  readonly email: string;
  readonly block: 0 | 1;
  readonly registerDate: string;
}

/** All that Joomla or the plugin sets; the rest is the web server's. */
const HEADERS = [
  'content-type',
  'x-frame-options',
  'referrer-policy',
  'cross-origin-opener-policy',
  'x-powered-by',
  'expires',
  'cache-control',
  'pragma',
  'location',
  'www-authenticate',
  'etag',
] as const;

function compareHeads({ response: recorded }: Recording, response: Response): readonly string[] {
  const found = recorded.status === response.status ? [] : [`status ${response.status}, recorded ${recorded.status}`];
  for (const name of HEADERS) {
    const [was, is] = [recorded.headers[name] ?? null, response.headers.get(name)];
    if (was !== is) found.push(`${name}: ${is}, recorded ${was}`);
  }
  return found;
}

/** Which host could not be reached is the recorder's setting. */
function compareBodies({ response: { body } }: Recording, text: string): readonly string[] {
  const settled = (value: string): string =>
    value.replace(/(?<=^Request Error:Failed to connect to )\S+ port \d+/, 'HOST');
  const [was, is] = [settled(body ?? ''), settled(text)];
  if (was === is) return [];
  const at = [...was].findIndex((char, index) => char !== is[index]);
  const from = Math.max(0, (at < 0 ? was.length : at) - 60);
  return [`body …${is.slice(from, from + 160)}, recorded …${was.slice(from, from + 160)}`];
}

/** `Date` is written up to a second after the row is, so where the answer tells when the user was made it is taken from there. */
function handledAt(recording: Recording): number {
  const sent = timeOf(recording);
  if (recording.request.method !== 'POST') return sent;
  const made = /"(?:registerDate|modified_time)":"([^"]+)"/.exec(recording.response.body ?? '')?.[1];
  return made === undefined ? sent : Date.parse(`${made.replace(' ', 'T')}Z`);
}
