export type { AttributeName, Comparison, ElementFilter, ElementTest, Filter, FilterValue } from './filter/ast.js';
export { COMPARISONS, ScimFilterError } from './filter/ast.js';
export { printName } from './filter/attribute-name.js';
export { collectAttributes } from './filter/collect-attributes.js';
export type { NotEqual, Predicate } from './filter/compile-filter.js';
export { compileFilter, compileFlatFilter, evaluateFilter } from './filter/compile-filter.js';
export type { FilterCapability } from './filter/filter-capability.js';
export { takesFilter } from './filter/filter-capability.js';
export type { ParseFilterOptions } from './filter/parse-filter.js';
export { parseFilter } from './filter/parse-filter.js';
export { printFilter, printValue } from './filter/print-filter.js';
export { ENTRA_LENIENCY } from './leniency/entra.js';
export { GENEROUS_LENIENCY } from './leniency/generous.js';
export { OKTA_LENIENCY } from './leniency/okta.js';
export type { LeniencyStep } from './leniency/steps.js';
export * as leniencySteps from './leniency/steps.js';
export type { BulkMethod, BulkOperation, BulkRequest, BulkResult } from './message/bulk.js';
export { buildBulkRequest, buildBulkResponse, parseBulkRequest, parseBulkResponse } from './message/bulk.js';
export type { BulkHalves } from './message/bulk-circle.js';
export { halveBulkPost } from './message/bulk-circle.js';
export type { BulkOrder } from './message/bulk-order.js';
export { bulkIdsIn, orderBulk, resolveBulkIds } from './message/bulk-order.js';
export { decodeCursor, encodeCursor } from './message/cursor.js';
export type { ListResponse } from './message/list-response.js';
export { buildListResponse, parseListResponse } from './message/list-response.js';
export type { PageLimits, PageRequest } from './message/page-request.js';
export { parsePageRequest } from './message/page-request.js';
export { buildPatchRequest, parsePatchRequest } from './message/patch-request.js';
export type { ScimType } from './message/scim-error.js';
export { buildError, parseError, SCIM_TYPES, ScimError } from './message/scim-error.js';
export type {
  AuthenticationScheme,
  PaginationConfig,
  ServiceProviderConfig,
} from './message/service-provider-config.js';
export {
  buildServiceProviderConfig,
  parseServiceProviderConfig,
  UNKNOWN_CONFIG,
} from './message/service-provider-config.js';
export type { PatchOptions, PatchResult } from './patch/apply-patch.js';
export { applyPatch } from './patch/apply-patch.js';
export type { DiffOptions } from './patch/diff-to-patch.js';
export { diffToPatch } from './patch/diff-to-patch.js';
export type { Leniency, PatchDraft, PatchOperation, PatchVerb } from './patch/operation.js';
export type { AttributePath } from './path/attribute-path.js';
export { ScimPathError } from './path/attribute-path.js';
export { elementOf } from './path/element-of.js';
export type { ParsePathOptions } from './path/parse-path.js';
export { parsePath, printPath } from './path/parse-path.js';
export { pathsFromResource, readPath } from './path/read-path.js';
export { resourceFromPaths, schemasOf } from './path/resource-from-paths.js';
export { writePath } from './path/write-path.js';
export type { AccountTest, AttributeTest, Condition, TestOperator } from './query/condition.js';
export type { FilterTest, FilterTranslation } from './query/filter-condition.js';
export { translateFilter } from './query/filter-condition.js';
export type { JoomlaColumn, JoomlaFilters, JoomlaQuery, SecondsRange } from './query/joomla-language.js';
export { joomlaLanguage } from './query/joomla-language.js';
export type { JsonApiFilter } from './query/json-api-filter.js';
export { jsonApiParameters } from './query/json-api-filter.js';
export type { JsonApiColumn, JsonApiColumns } from './query/json-api-language.js';
export { jsonApiLanguage } from './query/json-api-language.js';
export { scimLanguage } from './query/scim-language.js';
export type { Answer, QueryLanguage, Translation } from './query/translate.js';
export { translate } from './query/translate.js';
export type { Projection } from './resource/project-resource.js';
export { compileProjection, parseAttributeList } from './resource/project-resource.js';
export type { ReadResource } from './resource/read-resource.js';
export { readResource } from './resource/read-resource.js';
export { isSameValue } from './resource/same-value.js';
export type { SortKey } from './resource/sort-resources.js';
export { compareSortKeys, sortKeyOf, sortResources } from './resource/sort-resources.js';
export { isVersionNamed, versionOf } from './resource/version.js';
export { COMMON_ATTRIBUTES } from './schema/common-attributes.js';
export { RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA } from './schema/configuration-schemas.js';
export type {
  AttributeOptions,
  AttributeType,
  Mutability,
  Returned,
  SchemaAttribute,
  Uniqueness,
} from './schema/define-attribute.js';
export { defineAttribute, valueParts } from './schema/define-attribute.js';
export type { Schema, SchemaOptions } from './schema/define-schema.js';
export { defineSchema } from './schema/define-schema.js';
export { describeResourceType, describeSchema } from './schema/describe-schema.js';
export { ENTERPRISE_USER_SCHEMA } from './schema/enterprise-user-schema.js';
export { GROUP_SCHEMA } from './schema/group-schema.js';
export { parseSchema } from './schema/parse-schema.js';
export type { ResourceType, SchemaExtension } from './schema/resource-type.js';
export {
  GROUP_TYPE,
  RESOURCE_TYPE_TYPE,
  SCHEMA_TYPE,
  SERVICE_PROVIDER_CONFIG_TYPE,
  USER_TYPE,
} from './schema/resource-type.js';
export type { ResolvedAttribute } from './schema/schema-index.js';
export { GROUP_INDEX, SchemaIndex, USER_INDEX } from './schema/schema-index.js';
export * from './schema/urns.js';
export { USER_SCHEMA } from './schema/user-schema.js';
