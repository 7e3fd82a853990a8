import { definePackage } from '@rollcall/contract';
import { boolean } from './boolean.js';
import { normaliseDiacritics, strip, truncate } from './characters.js';
import { coalesce } from './coalesce.js';
import { constant, defaultValue } from './constant.js';
import { dateFormat } from './date-format.js';
import { expression } from './expression.js';
import { join, split } from './join-split.js';
import { lookup, switchMapper } from './lookup.js';
import { replace } from './replace.js';
import { copy, lowerCase, trim, upperCase } from './simple-mappers.js';
import { template } from './template.js';
import { titleCase } from './title-case.js';
import { unique } from './unique.js';

/** The built-in mappers. */
export default definePackage({
  name: '@rollcall/mappers',
  label: 'Mappers',
  core: '^0.1.0',
  plugins: [
    copy, constant, defaultValue, template, join, split, lowerCase, upperCase, titleCase, trim, replace, lookup, switchMapper, coalesce,
    dateFormat, boolean, normaliseDiacritics, unique, strip, truncate, expression,
  ],
});
