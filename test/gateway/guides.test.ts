import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@rollcall/cli';
import { addStandardAccounts, DrupalSite } from '@rollcall/testing';
import { expect } from 'chai';
import { root } from '../support/root.js';
import { openStage, type Stage } from '../support/stage.js';
import { type Answer, CORE, filtered, patch } from './support/gateway-stage.js';

/** Walks through a guide as a reader would: its configuration, its commands, and then the client that it is about. */
describe('The guide', function () {
  this.timeout(60_000);
  let stage: Stage;
  afterEach(() => stage.close());

  const walk = async (guide: string, life: (send: Send) => Promise<void>): Promise<readonly AuditLine[]> => {
    const text = readFileSync(join(root, 'docs', 'guides', `${guide}.md`), 'utf8');
    const site = new DrupalSite();
    addStandardAccounts(site);
    stage = await openStage({ drupal: site });
    const yaml = blocksOf(text, 'yaml');
    expect(yaml, 'one configuration').to.have.length(1);
    const real = (yaml[0] ?? '')
      .replaceAll('https://www.example', stage.joomla.url)
      .replaceAll('https://intranet.example', stage.drupal.url);
    stage.configure(real.replace('username: provisioner', `username: ${provisionerIn(stage.config)}`));
    const lines = blocksOf(text, 'sh').flatMap((block) => block.trim().split('\n'));
    const adapter = /extensions: \['(@rollcall\/\w+)'\]/.exec(text)?.[1];
    const variable = /\$\{env:(\w+)\}/.exec(text)?.[1];
    expect(lines.slice(0, 2), 'what is there before').to.deep.equal([
      `npm install @rollcall/cli ${adapter}`,
      `export ${variable}=…`,
    ]);
    const commands = lines.slice(2);
    expect(commands.every((command) => command.startsWith('npx rollcall '))).to.equal(true);
    expect(commands.at(-1)).to.equal('npx rollcall serve');
    let token = '';
    let address = '';
    for (const command of commands.slice(0, -1)) {
      const result = await stage.rollcall(...wordsOf(command).slice(2));
      expect(result.code, `${command}: ${result.out}${result.err}`).to.equal(0);
      token = /^rcg_\S+$/m.exec(result.out)?.[0] ?? token;
      address = /^Address for the client: (\S+)$/m.exec(result.out)?.[1] ?? address;
    }
    expect(text, 'the address that the guide says').to.contain(address).and.to.contain(new URL(address).origin);
    const serving = await serve(stage);
    try {
      await life(async (method, path, body) => {
        const answer = await fetch(`${serving.url}${new URL(address).pathname}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const own = await answer.text();
        return { status: answer.status, headers: answer.headers, body: own === '' ? undefined : JSON.parse(own) };
      });
      const long = await fetch(`${serving.url}${new URL(address).pathname}/Users?filter=${'a'.repeat(17_000)}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect([long.status, ((await long.json()) as { readonly status: string }).status]).to.deep.equal([414, '414']);
      const [listed] = JSON.parse((await stage.rollcall('token', 'list', '--json')).out) as { readonly id: string }[];
      expect(JSON.stringify(listed)).not.to.contain('hash');
      expect((await stage.rollcall('token', 'revoke', listed?.id ?? '')).code).to.equal(0);
      const after = await fetch(`${serving.url}${new URL(address).pathname}/Users`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(after.status, 'revoked while it runs').to.equal(401);
      const slip = await fetch(`${serving.url}/scim/nobody/Users`, { headers: { authorization: `Bearer ${token}` } });
      expect([slip.status, slip.headers.get('content-type')]).to.deep.equal([404, 'application/scim+json']);
      expect(((await slip.json()) as { readonly status: string }).status).to.equal('404');
    } finally {
      expect(await serving.stop()).to.equal(0);
    }
    const audit = readFileSync(join(stage.folder, '.rollcall', 'gateway-audit.jsonl'), 'utf8');
    expect(audit).not.to.contain('person@').and.not.to.contain(token);
    return audit
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditLine);
  };

  it('"Connect Okta": a person is tested for, made, changed, blocked and unblocked in Joomla', async () => {
    const audit = await walk('connect-okta', async (send) => {
      expect((await send('GET', '/Users?startIndex=1&count=2')).status).to.equal(200);
      expect((await send('GET', `/Users${filtered('userName eq "person@example.test"')}`)).body.totalResults).to.equal(
        0,
      );
      const made = await send('POST', '/Users', person());
      expect(made.status, JSON.stringify(made.body)).to.equal(201);
      expect(made.body.meta.location).to.equal(`https://provision.example/scim/okta/Users/${made.body.id}`);
      const at = `/Users/${made.body.id}`;
      const whole = (await send('GET', at)).body;
      await send('PUT', at, { ...whole, displayName: 'Another Name' });
      expect(joomlaUser()).to.include({ name: 'Another Name', block: 0 });
      await send('PATCH', at, patch({ op: 'replace', value: { active: false } }));
      expect(joomlaUser()?.block).to.equal(1);
      await send('PATCH', at, patch({ op: 'replace', value: { active: true } }));
      expect(joomlaUser()?.block).to.equal(0);
    });
    expect(audit.map(({ phase, operation }) => `${operation} ${phase}`)).to.deep.equal(
      ['create', 'update', 'deactivate', 'reactivate'].flatMap((operation) => [
        `${operation} intended`,
        `${operation} done`,
      ]),
    );
    expect(audit.every(({ clientName, tenant }) => clientName === 'Okta production' && tenant === 'okta')).to.equal(
      true,
    );
  });

  it('"Connect Entra ID": a person is made in Drupal, gets a role, is disabled, and deleted for good', async () => {
    await walk('connect-entra-id', async (send) => {
      const test = await send('GET', `/Users${filtered('userName eq "9d2a1f6c-0c5b-4f7e-8a55-0f2d6a8b9c10"')}`);
      expect([test.status, test.body.totalResults]).to.deep.equal([200, 0]);
      const made = await send('POST', '/Users', person());
      expect(made.status, JSON.stringify(made.body)).to.equal(201);
      const group = await send('GET', `/Groups${filtered('displayName eq "Manager"', '&excludedAttributes=members')}`);
      const joined = patch({ op: 'Add', path: 'members', value: [{ value: made.body.id }] });
      expect((await send('PATCH', `/Groups/${group.body.Resources[0].id}`, joined)).status).to.equal(204);
      expect(drupalUser()).to.deep.include({ status: true, mail: 'person@example.test' });
      expect(drupalUser()?.roles).to.include('manager');
      await send('PATCH', `/Users/${made.body.id}`, patch({ op: 'Replace', path: 'active', value: 'False' }));
      expect((await send('GET', `/Users/${made.body.id}`)).body.active).to.equal(false);
      expect((await send('DELETE', `/Users/${made.body.id}`)).status).to.equal(204);
      expect((await send('GET', `/Users/${made.body.id}`)).status).to.equal(404);
      expect(drupalUser()?.status, 'blocked, not deleted').to.equal(false);
    });
  });

  it('"Instead of a SCIM plugin in Joomla": who is there is found, and the commands of both clients work', async () => {
    await walk('instead-of-a-scim-plugin-in-joomla', async (send) => {
      stage.joomlaSite.addUser({ name: 'Person', username: 'person@example.test', email: 'person@example.test' });
      const found = await send('GET', `/Users${filtered('userName eq "person@example.test"')}`);
      expect(found.body.totalResults).to.equal(1);
      const at = `/Users/${found.body.Resources[0].id}`;
      expect((await send('PATCH', at, patch({ op: 'Replace', path: 'active', value: 'False' }))).status).to.equal(200);
      expect(joomlaUser()?.block).to.equal(1);
      expect((await send('PATCH', at, patch({ op: 'replace', value: { active: true } }))).status).to.equal(200);
      const group = await send('POST', '/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'From outside',
        members: [{ value: at.slice(7) }],
      });
      expect(group.status, JSON.stringify(group.body)).to.equal(201);
      expect([...(joomlaUser()?.groups ?? [])]).to.include(Number(group.body.id));
      expect((await send('DELETE', at)).status).to.equal(204);
      expect(joomlaUser()?.block).to.equal(1);
    });
  });

  const joomlaUser = () => stage.joomlaSite.userByUsername('person@example.test');
  const drupalUser = () => [...stage.drupalSite.users.all()].find(({ name }) => name === 'person@example.test');
});

describe('rollcall token', function () {
  this.timeout(60_000);

  it('says what is wrong: a tenant, a scope or a token that is not there, and a wrong gateway', async () => {
    const stage = await openStage({ drupal: new DrupalSite() });
    try {
      stage.configure(`${stage.config}gateway: { tenants: { okta: { connection: website } } }\n`);
      for (const [args, message] of [
        [['create', 'otka'], 'Did you mean "okta"?'],
        [['create', 'okta', '--scope', 'users:reed'], 'Did you mean "users:read"?'],
        [['revoke', 'nothing'], '"rollcall token list" shows the ids'],
        [['rotate', 'nothing'], 'there is no token with this id'],
      ] as const) {
        const { code, err } = await stage.rollcall('token', ...args);
        expect(code, err).to.equal(2);
        expect(err).to.contain(message);
      }
      expect((await stage.rollcall('token', 'list')).out).to.contain('There is no token');
      const made = await stage.rollcall('token', 'create', 'okta', '--expires-days', '30', '--scope', 'users:read');
      const id = /Its id is (\w+)/.exec(made.out)?.[1] ?? '';
      expect((await stage.rollcall('token', 'rotate', id)).out).to.contain('works for 24 more hours');
      const listed = await stage.rollcall('token', 'list', 'okta');
      expect(listed.out.match(/users:read/g)).to.have.length(2);
      stage.configure(
        `${stage.config}gateway: { tenants: { okta: { connection: nowhere }, two: { connection: website, path: scim } }, publicURL: x }\n`,
      );
      const wrong = await stage.rollcall('token', 'create', 'okta');
      expect(wrong.code).to.equal(2);
      for (const part of ['nowhere', 'must begin with "/"', 'publicURL']) expect(wrong.err).to.contain(part);
    } finally {
      await stage.close();
    }
  });
});

type Send = (method: string, path: string, body?: unknown) => Promise<Answer>;

interface AuditLine {
  readonly phase: string;
  readonly operation: string;
  readonly clientName: string;
  readonly tenant: string;
}

function person(): Readonly<Record<string, unknown>> {
  return {
    schemas: [CORE],
    userName: 'person@example.test',
    externalId: 'ext-1',
    displayName: 'A Person',
    name: { givenName: 'A', familyName: 'Person' },
    emails: [{ type: 'work', primary: true, value: 'person@example.test' }],
    active: true,
  };
}

function blocksOf(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block ?? '');
}

/** As a shell takes a line apart, for what the guides need. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function provisionerIn(config: string): string {
  return /username: ([^,]+),/.exec(config)?.[1] ?? '';
}

/** `rollcall serve` in this process, at a free port. */
async function serve({ folder, env }: Stage): Promise<{ readonly url: string; stop(): Promise<number> }> {
  const stop = new AbortController();
  let out = '';
  let started: (() => void) | undefined;
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  const terminal = {
    out: (text: string) => {
      out += text;
      if (out.includes('Rollcall serves at')) started?.();
    },
    err: () => {},
    color: false,
    live: false,
    columns: 100,
  };
  const ended = runProgram({ terminal, env, folder, stop: stop.signal }, ['serve', '--port', '0'], '0.0.0');
  await Promise.race([running, ended.then((code) => Promise.reject(new Error(`it ended with ${code}`)))]);
  return {
    url: /Rollcall serves at (\S+)/.exec(out)?.[1] ?? '',
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}
