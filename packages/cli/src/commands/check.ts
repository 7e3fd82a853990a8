import { type CheckReport, type CheckStage, checkPassed } from '@rollcall/contract';
import { type Rollcall, systemClock } from '@rollcall/engine';
import { checkGateway, type GatewayFinding, type GatewayReport, gatewayPassed } from '@rollcall/gateway';
import { checkSignIn } from '@rollcall/server';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { paint, type Style, type Terminal } from '../output/terminal.js';

/** `rollcall check [connection…]`: does it work, and if not, what to change where. */
export async function check(context: Context, names: readonly string[], options: CommonOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const reports = new Map<string, CheckReport>();
    const problems = rollcall
      .extensions()
      .map(({ problem }) => problem)
      .filter((problem) => problem !== undefined);
    for (const problem of problems) context.terminal.err(`${paint(context.terminal, 'red', '✗')} ${problem}\n`);
    for (const name of names.length > 0 ? names : rollcall.connectionNames()) {
      const report = await rollcall.check(name, context.stop);
      reports.set(name, report);
      if (options.json !== true) context.terminal.out(`${reportText(context.terminal, name, report)}\n\n`);
    }
    const signIn = names.length > 0 ? undefined : await checkSignIn(rollcall.config);
    if (signIn !== undefined && options.json !== true)
      context.terminal.out(`${reportText(context.terminal, 'Sign-in to the console', signIn)}\n\n`);
    const gateway = names.length > 0 ? undefined : await gatewayReport(context, rollcall, reports);
    if (gateway !== undefined && options.json !== true) context.terminal.out(gatewayText(context.terminal, gateway));
    const all = [...reports.values(), ...(signIn === undefined ? [] : [signIn])];
    if (options.json === true)
      context.terminal.out(
        `${JSON.stringify({ problems, connections: Object.fromEntries(reports), ...(signIn === undefined ? {} : { signIn }), ...(gateway === undefined ? {} : { gateway }) }, null, 2)}\n`,
      );
    else if (names.length === 0) await checkSyncs(context, rollcall, [...reports.values()].every(checkPassed));
    const isWell = all.every(checkPassed) && (gateway === undefined || gatewayPassed(gateway));
    return problems.length === 0 && isWell ? EXIT.ok : EXIT.failed;
  });
}

/** Undefined where the configuration has no gateway, and no token is left of one. */
async function gatewayReport(
  context: Context,
  rollcall: Rollcall,
  reports: ReadonlyMap<string, CheckReport>,
): Promise<GatewayReport | undefined> {
  const config = rollcall.config.gateway;
  const report = await checkGateway({
    config,
    connections: new Map([...reports].map(([name, report]) => [name, checkPassed(report)])),
    provider: (name) => rollcall.connection(name).provider,
    marks: rollcall.state.marks,
    now: systemClock.now(),
    signal: context.stop,
  });
  return Object.keys(config).length === 0 && report.strays.length === 0 ? undefined : report;
}

/** When all connections work: are names of attributes, roles and groups right as well? */
async function checkSyncs(context: Context, rollcall: Rollcall, connected: boolean): Promise<void> {
  if (!connected) return;
  for (const name of rollcall.syncNames()) {
    const { sync, rules } = await rollcall.sync(name).compile(context.stop);
    const groups = sync.groups === undefined ? '' : ', groups';
    context.terminal.out(
      `${paint(context.terminal, 'green', '✓')} Sync ${paint(context.terminal, 'bold', name)}: ${rules.length} attributes${groups} and scope fit both sides\n`,
    );
    for (const operation of sync.operations) {
      const support = sync.support[operation];
      if (!support.supported)
        context.terminal.out(
          `  ${paint(context.terminal, 'yellow', '!')} ${operation} is wanted, and ${sync.to.name} cannot: ${support.reason}\n`,
        );
    }
  }
}

const MARKS: Readonly<Record<CheckStage['status'], readonly [string, Style]>> = {
  passed: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
  skipped: ['·', 'dim'],
};

function reportText(terminal: Terminal, name: string, report: CheckReport): string {
  const lines = [paint(terminal, 'bold', name)];
  for (const { status, label, detail, remedy } of report.stages) {
    const [mark, style] = MARKS[status];
    lines.push(`  ${paint(terminal, style, mark)} ${label}: ${detail}`);
    if (remedy !== undefined && status !== 'passed') lines.push(`    ${paint(terminal, 'cyan', '→')} ${remedy}`);
  }
  if (report.operations !== undefined) lines.push(...operationLines(terminal, report.operations));
  return lines.join('\n');
}

const FINDING_MARKS: Readonly<Record<GatewayFinding['status'], readonly [string, Style]>> = {
  passed: MARKS.passed,
  hint: MARKS.skipped,
  warning: MARKS.warning,
  failed: MARKS.failed,
};

function gatewayText(terminal: Terminal, { problems, tenants, strays }: GatewayReport): string {
  const wrong = problems.map((problem) => `${paint(terminal, 'red', '✗')} ${problem}\n`);
  const told = Object.entries(tenants).map(
    ([name, findings]) => `Gateway ${paint(terminal, 'bold', name)}\n${findingLines(terminal, findings)}\n\n`,
  );
  const left = strays.length === 0 ? [] : [`Gateway, tenants that are gone\n${findingLines(terminal, strays)}\n\n`];
  return [...wrong, ...told, ...left].join('');
}

function findingLines(terminal: Terminal, findings: readonly GatewayFinding[]): string {
  return findings
    .flatMap(({ status, label, detail, remedy }) => {
      const [mark, style] = FINDING_MARKS[status];
      const line = `  ${paint(terminal, style, mark)} ${label}: ${detail}`;
      return remedy === undefined ? [line] : [line, `    ${paint(terminal, 'cyan', '→')} ${remedy}`];
    })
    .join('\n');
}

function operationLines(terminal: Terminal, operations: NonNullable<CheckReport['operations']>): readonly string[] {
  const all = Object.entries(operations);
  const works = all.filter(([, support]) => support.supported).map(([operation]) => operation);
  const lines = [`  ${paint(terminal, 'bold', 'Will work:')} ${works.length === 0 ? 'nothing' : works.join(', ')}`];
  for (const [operation, support] of all)
    if (!support.supported) lines.push(`  ${paint(terminal, 'red', 'Will not:')} ${operation}: ${support.reason}`);
  return lines;
}
