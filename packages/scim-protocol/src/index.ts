export type { AttributeName, Comparison, Filter, FilterValue } from './filter/ast.js';
export { COMPARISONS, ScimFilterError } from './filter/ast.js';
export { printName, splitName } from './filter/attribute-name.js';
export type { CaseExact, ValuesOf } from './filter/compile-filter.js';
export { collectAttributes, compile as compileFilter, compileFlatFilter } from './filter/compile-filter.js';
export type { ParseFilterOptions } from './filter/parse-filter.js';
export { parseFilter } from './filter/parse-filter.js';
export { printFilter } from './filter/print-filter.js';
