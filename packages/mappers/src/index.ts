import { definePackage } from '@rollcall/contract';
import { BooleanMapper } from './boolean.js';
import { CoalesceMapper } from './coalesce.js';
import { ConstantMapper } from './constant.js';
import { CopyMapper } from './copy.js';
import { DateFormatMapper } from './date-format.js';
import { DefaultMapper } from './default.js';
import { ExpressionMapper } from './expression.js';
import { FirstItemMapper } from './first-item.js';
import { JoinMapper } from './join.js';
import { LastItemMapper } from './last-item.js';
import { ListMapper } from './list.js';
import { LookupMapper } from './lookup.js';
import { LowerCaseMapper } from './lower-case.js';
import { NormaliseDiacriticsMapper } from './normalise-diacritics.js';
import { NumberMapper } from './number.js';
import { ReplaceMapper } from './replace.js';
import { SplitMapper } from './split.js';
import { StripMapper } from './strip.js';
import { SubstringMapper } from './substring.js';
import { SwitchMapper } from './switch.js';
import { TemplateMapper } from './template.js';
import { TitleCaseMapper } from './title-case.js';
import { TrimMapper } from './trim.js';
import { TruncateMapper } from './truncate.js';
import { UniqueMapper } from './unique.js';
import { UpperCaseMapper } from './upper-case.js';

export type { MapperExample } from './example.js';
export {
  BooleanMapper,
  CoalesceMapper,
  ConstantMapper,
  CopyMapper,
  DateFormatMapper,
  DefaultMapper,
  ExpressionMapper,
  FirstItemMapper,
  JoinMapper,
  LastItemMapper,
  ListMapper,
  LookupMapper,
  LowerCaseMapper,
  NormaliseDiacriticsMapper,
  NumberMapper,
  ReplaceMapper,
  SplitMapper,
  StripMapper,
  SubstringMapper,
  SwitchMapper,
  TemplateMapper,
  TitleCaseMapper,
  TrimMapper,
  TruncateMapper,
  UniqueMapper,
  UpperCaseMapper,
};

/** The built-in mappers. */
export default /* @__PURE__ */ definePackage({
  name: '@rollcall/mappers',
  label: 'Mappers',
  core: '^0.1.0',
  plugins: [
    CopyMapper,
    ConstantMapper,
    DefaultMapper,
    CoalesceMapper,
    TemplateMapper,
    ExpressionMapper,
    LookupMapper,
    SwitchMapper,
    JoinMapper,
    SplitMapper,
    ListMapper,
    FirstItemMapper,
    LastItemMapper,
    LowerCaseMapper,
    UpperCaseMapper,
    TitleCaseMapper,
    TrimMapper,
    ReplaceMapper,
    StripMapper,
    NormaliseDiacriticsMapper,
    TruncateMapper,
    SubstringMapper,
    UniqueMapper,
    NumberMapper,
    BooleanMapper,
    DateFormatMapper,
  ],
});
