import type { Backlog, Rollcall, ServiceEvent } from '@rollcall/engine';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly count: (event: ServiceEvent) => void;
}

/** Prometheus metrics of one service. Labels are names from the configuration and kinds of things, never of people. */
export function createMetrics(rollcall: Pick<Rollcall, 'syncNames' | 'state'>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const runs = new Counter({
    name: 'rollcall_runs_total',
    help: 'Runs that ended',
    labelNames: ['sync', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'rollcall_run_duration_seconds',
    help: 'How long runs took',
    labelNames: ['sync'],
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600],
    registers,
  });
  const operations = new Counter({
    name: 'rollcall_operations_total',
    help: 'Operations on accounts by outcome',
    labelNames: ['sync', 'operation', 'outcome'],
    registers,
  });
  const events = new Counter({
    name: 'rollcall_events_total',
    help: 'Events that came in; refused ones by reason',
    labelNames: ['sync', 'outcome'],
    registers,
  });
  const alerts = new Counter({
    name: 'rollcall_alerts_total',
    help: 'Alerts',
    labelNames: ['sync', 'subject'],
    registers,
  });
  const lastSuccess = new Gauge({
    name: 'rollcall_last_success_timestamp_seconds',
    help: 'When a run of the sync last ended well',
    labelNames: ['sync'],
    registers,
  });
  backlogGauges(rollcall, registers);
  return {
    registry,
    count: (event) => {
      const { sync } = event;
      if (event.kind === 'run-ended') {
        const { status, counts, endedAt } = event.run;
        runs.inc({ sync, status });
        duration.observe({ sync }, event.durationMs / 1_000);
        if (status === 'done') lastSuccess.set({ sync }, (endedAt ?? 0) / 1_000);
        for (const [name, by] of Object.entries(counts)) {
          const [operation = '', outcome] = name.split(':');
          if (outcome !== undefined && operation !== 'skipped') operations.inc({ sync, operation, outcome }, by);
        }
      }
      if (event.kind === 'events-stored') events.inc({ sync, outcome: 'stored' }, event.events);
      if (event.kind === 'event-repeated') events.inc({ sync, outcome: 'repeated' });
      if (event.kind === 'event-refused') events.inc({ sync, outcome: `refused-${event.reason}` });
      if (event.kind === 'alert') alerts.inc({ sync, subject: event.subject });
    },
  };
}

/** How much waits in the inbox of each sync, asked when somebody reads the metrics. */
function backlogGauges(rollcall: Pick<Rollcall, 'syncNames' | 'state'>, registers: Registry[]): void {
  const gauges: readonly (readonly [name: string, help: string, of: (backlog: Backlog) => number])[] = [
    ['rollcall_inbox_accounts', 'Accounts that wait to be looked at', ({ count }) => count],
    ['rollcall_inbox_failing_accounts', 'Accounts that failed and are tried again', ({ failing }) => failing],
    [
      'rollcall_inbox_oldest_timestamp_seconds',
      'When the one came that has waited longest; 0 when nothing waits',
      ({ oldestAt }) => (oldestAt ?? 0) / 1_000,
    ],
  ];
  for (const [name, help, of] of gauges)
    void new Gauge({
      name,
      help,
      labelNames: ['sync'],
      registers,
      async collect() {
        for (const sync of rollcall.syncNames()) this.set({ sync }, of(await rollcall.state.inbox.waiting(sync)));
      },
    });
}
