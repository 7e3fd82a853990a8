export type { AccessTokensParts, FreshToken, KeptToken, TokenRefusal } from './access/access-tokens.js';
export { AccessTokens } from './access/access-tokens.js';
export type { ConfigFile } from './config/config-file.js';
export { readConfigFile } from './config/config-file.js';
export { MappingRuleConfig } from './config/mapping-rule-config.js';
export type { ConnectionSettings, QueueSettings, RollcallConfig, StateSettings } from './config/rollcall-config.js';
export {
  FIRST_CREDENTIALS,
  GroupsConfig,
  GuardConfig,
  LEAVER_ACTIONS,
  LeaversConfig,
  LimitConfig,
  ScopeConfig,
  SyncConfig,
} from './config/sync-config.js';
export { TwoWayGroupsConfig, TwoWayRuleConfig, TwoWaySyncConfig } from './config/two-way-sync-config.js';
export type { AttributeOrigin, ExplainedFact, ExplainedPair, Explanation } from './explanation.js';
export type { PersonMatch } from './find-person.js';
export { matchPerson } from './find-person.js';
export { createHttpClients } from './http/http-clients.js';
export type { PlanFile, PlannedChange } from './plan-file/plan-file.js';
export { readPlan } from './plan-file/plan-file.js';
export type { Clock } from './ports/clock.js';
export type { MarkPageRequest, Marks } from './ports/marks.js';
export type { Queue, Turn } from './ports/queue.js';
export type {
  Backlog,
  DesiredLink,
  Finding,
  Inbox,
  InboxEntry,
  InboxEvent,
  InboxKey,
  IndexedAccount,
  Journal,
  LeaseRequest,
  Link,
  LinkHead,
  LinkState,
  LinkStore,
  NewOperation,
  NewRun,
  OperationKind,
  OperationRecord,
  OperationStatus,
  Reason,
  RunPatch,
  RunRecord,
  RunStatus,
  RunStore,
  Settlement,
  State,
  TakenEntry,
  TargetIndex,
  TurnStore,
} from './ports/state.js';
export { OPERATION_KINDS } from './ports/state.js';
export { StateQueue } from './queue/state-queue.js';
export type { ReportRow } from './report/report.js';
export { reportCsv, reportRows } from './report/report.js';
export type { Rollcall, RollcallOptions } from './rollcall.js';
export { createRollcall } from './rollcall.js';
export type { Connection } from './run/compiled-sync.js';
export type { Freeze } from './run/freeze.js';
export type { GuardDecision } from './run/guard.js';
export { operationPages } from './run/operation-pages.js';
export type { ProgressEvent } from './run/run-context.js';
export type { Service, SyncTrigger } from './serve/service.js';
export { type Alert, SERVICE_EVENT_KINDS, type ServiceEvent } from './serve/service-event.js';
export type { SettingPath } from './setup/config-editor.js';
export type { PeopleCount } from './setup/count-people.js';
export type { Discovery } from './setup/discover.js';
export type { DraftView } from './setup/draft.js';
export type { HostedPath } from './setup/hosted-settings.js';
export type { DiffLine } from './setup/line-diff.js';
export { SecretStore } from './setup/secret-store.js';
export type { SetupParts } from './setup/setup.js';
export { Setup } from './setup/setup.js';
export type { TriedMapping, TriedWayBack } from './setup/try-mapping.js';
export { MemoryState } from './state-memory/memory-state.js';
export type { Sync } from './sync.js';
export type { ApproveOptions, HeldChoice, RunOptions, RunReport } from './sync-options.js';
export { systemClock } from './system-clock.js';
export { canBeUndone } from './two-way/can-be-undone.js';
export type { Conflict, ContestedValue } from './two-way/conflicts.js';
export type { OverviewGroup, OverviewKind } from './two-way/overview.js';
export type { Choice, ResolveOptions } from './two-way/resolve.js';
