import { dirname, resolve } from 'node:path';
import { createRollcall, MemoryState, type Rollcall } from '@rollcall/engine';
import { BUILT_IN } from '../built-in.js';
import type { CommonOptions, Context } from '../context.js';
import { lookAtClock } from '../doctor/clock.js';
import type { DoctorFinding } from '../doctor/finding.js';
import { lookAtPackages } from '../doctor/installed-packages.js';
import { lookAtPermissions, lookAtState } from '../doctor/local-files.js';
import { lookAtQueue } from '../doctor/queue.js';
import { lookAtSignIn } from '../doctor/sign-in.js';
import { EXIT } from '../exit-codes.js';
import { failureText } from '../output/failure.js';
import { paint, type Style } from '../output/terminal.js';

/** `rollcall doctor`: is this installation well? Looks at this machine; "rollcall check" looks at the systems. Changes nothing. */
export async function doctor(context: Context, options: CommonOptions): Promise<number> {
  const path = resolve(context.folder, options.config);
  const folder = dirname(path);
  const findings: DoctorFinding[] = [nodeFinding(process.versions.node), ...(await lookAtPackages(folder))];
  const rollcall = await opened(context, path, findings);
  if (rollcall !== undefined) {
    try {
      findings.push(...extensionFindings(rollcall));
      findings.push(...(await lookAtPermissions(path)), ...(await lookAtState(rollcall.config, folder)));
      findings.push(...(await lookAtQueue(rollcall.config, folder)));
      findings.push(...(await lookAtClock(rollcall.config, context.stop)), ...(await lookAtSignIn(rollcall.config)));
    } finally {
      await rollcall.close();
    }
  }
  if (options.json === true) context.terminal.out(`${JSON.stringify(findings, null, 2)}\n`);
  else for (const finding of findings) print(context, finding);
  return findings.some(({ status }) => status === 'failed') ? EXIT.failed : EXIT.ok;
}

/** The lowest Node that everything works with. */
const LOWEST = [22, 13] as const;

export function nodeFinding(version: string): DoctorFinding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < LOWEST[0] || (major === LOWEST[0] && minor < LOWEST[1]);
  return isOld
    ? {
        about: 'node',
        status: 'failed',
        detail: `this is Node ${version}`,
        remedy: `install Node ${LOWEST.join('.')} or later`,
      }
    : { about: 'node', status: 'passed', detail: `Node ${version}` };
}

async function opened(context: Context, path: string, findings: DoctorFinding[]): Promise<Rollcall | undefined> {
  try {
    const state = new MemoryState({ salt: '' });
    const rollcall = await createRollcall({ config: path, env: context.env, extensions: BUILT_IN, state });
    const syncs = rollcall.syncNames().length;
    const connections = rollcall.connectionNames().length;
    const detail = `${path}: ${connections} ${connections === 1 ? 'connection' : 'connections'}, ${syncs} ${syncs === 1 ? 'sync' : 'syncs'}`;
    findings.push({ about: 'configuration', status: 'passed', detail });
    return rollcall;
  } catch (error) {
    const detail = failureText({ color: false }, error);
    findings.push({
      about: 'configuration',
      status: 'failed',
      detail,
      remedy: 'mend it; everything else waits for that',
    });
    return undefined;
  }
}

function extensionFindings(rollcall: Rollcall): readonly DoctorFinding[] {
  const problems = rollcall.extensions().flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  if (problems.length === 0) {
    const enabled = rollcall.extensions().filter((entry) => entry.enabled);
    return [{ about: 'extensions', status: 'passed', detail: enabled.map(({ name }) => name).join(', ') }];
  }
  return problems.map((detail) => ({
    about: 'extensions',
    status: 'failed',
    detail,
    remedy: '"rollcall extension disable" switches it off until then',
  }));
}

const MARKS: Readonly<Record<DoctorFinding['status'], readonly [string, Style]>> = {
  passed: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
  skipped: ['·', 'dim'],
};

function print({ terminal }: Context, { about, status, detail, remedy }: DoctorFinding): void {
  const [mark, style] = MARKS[status];
  terminal.out(`${paint(terminal, style, mark)} ${about}: ${detail}\n`);
  if (remedy !== undefined && status !== 'passed') terminal.out(`  ${paint(terminal, 'cyan', '→')} ${remedy}\n`);
}
