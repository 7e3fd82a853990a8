export type { ClauseResult, Fresh, Waivers } from './contract/clause.js';
export { clauseTable } from './contract/clause-table.js';
export type { MapperCase } from './contract/mapper-clauses.js';
export type { MapperContractOptions } from './contract/mapper-contract.js';
export { checkMapper, mapperContract } from './contract/mapper-contract.js';
export type { ProviderContractOptions } from './contract/provider-contract.js';
export { checkProvider, providerContract } from './contract/provider-contract.js';
export type { ProviderWorld, TrueAccount } from './contract/provider-world.js';
export type { QueueContractOptions } from './contract/queue-contract.js';
export { checkQueue, queueContract } from './contract/queue-contract.js';
export type { QueueWorker, QueueWorld } from './contract/queue-world.js';
export { Stalling } from './contract/stalling.js';
export type { StateContractOptions } from './contract/state-contract.js';
export { checkState, stateContract } from './contract/state-contract.js';
export { stateQueueWorld } from './contract/state-queue-world.js';
export { keepSupportTable, type SupportColumns, supportTable } from './contract/support-table.js';
export type { TriggerContractOptions } from './contract/trigger-contract.js';
export { checkTrigger, triggerContract } from './contract/trigger-contract.js';
export type { DrupalSimulator, DrupalSimulatorOptions } from './drupal/drupal-simulator.js';
export { createDrupalSimulator } from './drupal/drupal-simulator.js';
export type { GenerateSiteOptions } from './drupal/generate-site.js';
export { addStandardAccounts, DRUPAL_ACCOUNTS, generateDrupalSite } from './drupal/generate-site.js';
export type {
  CancelMethod,
  DrupalEvent,
  DrupalField,
  DrupalMail,
  DrupalRole,
  DrupalSettings,
  DrupalUser,
  NewDrupalRole,
  NewDrupalUser,
} from './drupal/model.js';
export { DRUPAL_FIELDS, DRUPAL_SETTINGS } from './drupal/model.js';
export { drupalSiteFromRecordings, RECORDED_USER_PASS } from './drupal/recorded-site.js';
export type { DrupalSiteOptions } from './drupal/site.js';
export { DrupalSite } from './drupal/site.js';
export type { JoomlaAccess, JoomlaAction } from './joomla/access.js';
export type { DeleteMeans } from './joomla/complete-scim-plugin.js';
export type { JoomlaScimOptions, JoomlaSimulator, JoomlaSimulatorOptions } from './joomla/joomla-simulator.js';
export { createJoomlaSimulator } from './joomla/joomla-simulator.js';
export { JoomlaSite } from './joomla/joomla-site.js';
export type {
  FieldOption,
  FieldValue,
  JoomlaField,
  JoomlaGroup,
  JoomlaSettings,
  JoomlaSiteOptions,
  JoomlaUser,
  NewJoomlaUser,
  SentMail,
} from './joomla/model.js';
export type { ScimAttributeMap } from './joomla/scim-attribute-map.js';
export type { ScimPluginState } from './joomla/scim-plugin.js';
export type { DirectoryAccount, DirectoryCall, DirectoryFault } from './memory/memory-directory.js';
export { MemoryDirectory } from './memory/memory-directory.js';
export type { MemoryProviderOptions } from './memory/memory-provider.js';
export { MemoryProvider } from './memory/memory-provider.js';
export { TestClock } from './memory/test-clock.js';
export { VirtualClock } from './memory/virtual-clock.js';
export type { StoredResource } from './scim/resource-store.js';
export type { PatchAnswer, PatchRules, ScimDialect, WriteMethod } from './scim/scim-dialect.js';
export { SCIM_DIALECTS } from './scim/scim-dialects.js';
export type { ScimLies } from './scim/scim-lies.js';
export { ScimService } from './scim/scim-service.js';
export type { ScimSimulator, ScimSimulatorOptions } from './scim/scim-simulator.js';
export { createScimSimulator, SCIM_PATH, SCIM_TOKEN } from './scim/scim-simulator.js';
export type { OAuthClient, ServiceToken } from './scim/service-tokens.js';
export type {
  Fault,
  FaultKind,
  InjectedFault,
  MatchableRequest,
  RandomFaultOptions,
  RequestMatcher,
  ScriptOptions,
} from './simulator/faults.js';
export { FaultPlan } from './simulator/faults.js';
export { forwardTo } from './simulator/forward-to.js';
export { seededRandom } from './simulator/seeded-random.js';
export type { RecordedRequest, ServedSimulator, ServeOptions } from './simulator/serve.js';
export { serveSimulator } from './simulator/serve.js';
export type { Simulator } from './simulator/simulator.js';
