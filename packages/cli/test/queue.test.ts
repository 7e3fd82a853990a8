import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeWithPostgres } from '../../../test/support/postgres.js';
import { configText, openStage, type Stage } from './support/stage.js';

/** Stands for `@rollcall/queue-pgboss`, and shows itself as soon as it is used. */
const QUEUE = `export class PgBossQueue {
  constructor() { throw Object.assign(new Error('this is the one beside the configuration'), { name: 'Found' }); }
}
`;

describeWithPostgres('the package of a queue', (postgres) => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage();
  });
  afterEach(() => stage.close());

  it('is looked for beside the configuration, wherever the command is called', async () => {
    const at = 'sites/node_modules/@rollcall/queue-pgboss';
    mkdirSync(join(stage.folder, at), { recursive: true });
    stage.write(join(at, 'package.json'), '{"name":"@rollcall/queue-pgboss","type":"module","exports":"./index.js"}');
    stage.write(join(at, 'index.js'), QUEUE);
    const config = 'sites/rollcall.yaml';
    stage.write(
      config,
      `${configText()}state: { url: '\${env:STATE_URL}' }\nqueue: { url: 'postgres://queue.invalid/here' }\n`,
    );
    const around = { env: { STATE_URL: (await postgres.database()).url } };
    const { code, err } = await stage.rollcall(['run', '--config', config], around);
    expect({ code, err }).to.deep.equal({ code: 1, err: 'Error: this is the one beside the configuration\n' });
  });
});
