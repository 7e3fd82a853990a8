import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEntry } from '@rollcall/gateway';
import { AuditFile } from '@rollcall/server';
import { expect } from 'chai';

describe('the file of the audit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-audit-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const entry = (at: number, request: string): AuditEntry => ({
    at,
    phase: 'intended',
    tenant: 'people',
    client: 'c1',
    clientName: 'Ünïversity',
    request,
    operation: 'create',
  });

  it('has a line for each entry when its promise is fulfilled, in the order they came, after those of before', async () => {
    const path = join(folder, 'below', 'audit.jsonl');
    const first = await AuditFile.open(path);
    await first.write(entry(0, 'r0'));
    await first.close();
    const file = await AuditFile.open(path);
    const times = [1_800_000_000_001, 1_800_000_000_001, 1_800_000_000_000, 1_800_000_000_002];
    const written = times.map((at, n) => file.write(entry(at, `r${n + 1}`)));
    await written[0];
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal(
      [0, ...times].map((at, n) => ({ ...entry(at, `r${n}`), at: new Date(at).toISOString() })),
    );
    await Promise.all([...written, file.write(entry(1, 'last'))]);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').at(-1)).to.include('"request":"last"');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).to.equal(0o600);
    await file.close();
  });

  it('tells everybody whose line could not be written', async () => {
    const file = await AuditFile.open(join(folder, 'closed.jsonl'));
    await file.close();
    const results = await Promise.allSettled([file.write(entry(1, 'a')), file.write(entry(2, 'b'))]);
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
  });
});
