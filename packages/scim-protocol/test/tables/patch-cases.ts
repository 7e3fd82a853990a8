import { ADD_CASES } from './patch/patch-add.js';
import type { PatchCase } from './patch/patch-case.js';
import { CHARACTERISTICS_CASES } from './patch/patch-characteristics.js';
import { EXTENSION_CASES } from './patch/patch-extension.js';
import { PATH_CASES } from './patch/patch-paths.js';
import { REMOVE_CASES } from './patch/patch-remove.js';
import { REPLACE_CASES } from './patch/patch-replace.js';
import { SEVERAL_CASES } from './patch/patch-several.js';
import { VALUE_CASES } from './patch/patch-values.js';

/** What a PATCH does by RFC 7644 §3.5.2 and the characteristics of RFC 7643, without any leniency. */
export const PATCH_CASES: readonly PatchCase[] = [
  ...ADD_CASES,
  ...REMOVE_CASES,
  ...REPLACE_CASES,
  ...EXTENSION_CASES,
  ...CHARACTERISTICS_CASES,
  ...VALUE_CASES,
  ...PATH_CASES,
  ...SEVERAL_CASES,
];
