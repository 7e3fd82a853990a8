export type { Message, Said, Sentence, Text, Texts, Widget, WidgetElement, WidgetInput } from '@rollcall/plugin';
export {
  definePackage,
  defineTexts,
  IsRecordOf,
  message,
  nested,
  PLUGIN_CONFIG,
  PLUGIN_ID,
  plainText,
  Secret,
  setting,
  token,
} from '@rollcall/plugin';
export { asSentence } from './as-sentence.js';
export type { CheckReport, CheckStage, CheckStageName, SaidOfStage } from './check.js';
export { checkPassed } from './check.js';
export type { StageTexts } from './check-stages.js';
export { checkStage, encryptionStage, failedStage, textOf } from './check-stages.js';
export type { ClientCredentialsOptions } from './client-credentials.js';
export { ClientCredentials } from './client-credentials.js';
export { CONTRACT_TEXTS } from './contract-texts.js';
export * from './errors.js';
export * from './http.js';
export type { Candidates, Mapper, MapperInput, MapperResult, SourceView } from './mapper.js';
export { candidates, isCandidates } from './mapper.js';
export type { Absent, Account, Attributes, AttributeValue, ComplexValue, Group, Operation, Scalar } from './model.js';
export { OPERATIONS } from './model.js';
export type { OperationSupport, Support } from './operation-support.js';
export type { FactoryDefinition, MapperDefinition } from './plugins.js';
export {
  CONTRACT_VERSION,
  defineMapper,
  defineProvider,
  defineTrigger,
  MAPPER,
  mapper,
  PROVIDER,
  provider,
  TRIGGER,
  trigger,
} from './plugins.js';
export type {
  AccountChange,
  AccountPage,
  AccountReader,
  AccountWriter,
  BatchOutcome,
  BatchRequest,
  ChangePage,
  ChangeReader,
  CompletenessProof,
  CorrelationTerm,
  CreateRequest,
  GroupReader,
  GroupWriter,
  Limits,
  MembershipChange,
  NewCredential,
  Provider,
  WriteContext,
  WriteResult,
} from './provider.js';
export type {
  AccountCondition,
  AccountOrder,
  AccountPrefilter,
  AccountQueries,
  AccountQuery,
  AccountQueryPage,
  ConditionOperator,
} from './query.js';
export type { ReadRequest } from './read-request.js';
export type { AttributeDescription, AttributeType, ResourceSchema } from './schema.js';
export { TransportConfig, transportOptions } from './transport-config.js';
export type { AccountEvent, RunOutcome, RunRequest, RunRequests, RunScope, Trigger } from './trigger.js';
