import { setting } from '@rollcall/contract';
import { IsArray, IsIn, IsOptional, IsString, ValidateBy } from 'class-validator';

/** One line of a mapping in its long form. The short form, a plain text, is `{ from: text }`. */
export class MappingRuleConfig {
  @setting('Source attribute, or several for mappers that take more than one.', { example: 'field_last_name' })
  @IsOptional()
  @ValidateBy({
    name: 'attributeNames',
    validator: {
      validate: (value) =>
        typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string')),
      defaultMessage: () => 'from must be the name of an attribute, or a list of names',
    },
  })
  from?: string | string[];

  @setting('Mappers, first to last: an id, or { id: settings }.', {
    example: '[trim, { replace: { find: x, with: y } }]',
  })
  @IsArray()
  through: unknown[] = [];

  @setting('When the rule applies: always; only when the account is created; or only while the target has no value.')
  @IsIn(['always', 'create', 'ifEmpty'])
  apply: 'always' | 'create' | 'ifEmpty' = 'always';

  @setting('Only for accounts of the source for which this SCIM filter holds; otherwise the attribute is left alone.')
  @IsOptional()
  @IsString()
  when?: string;
}
