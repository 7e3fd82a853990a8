import { type AttributeValue, type MapperInput, RejectedError, type MapperResult, defineMapper, setting } from '@rollcall/contract';
import { IsBoolean, IsDefined, IsIn, IsObject, IsOptional } from 'class-validator';
import { oneText } from './text.js';

export class LookupConfig {
  @setting('Value to value.', { example: '{ sales: "Verkauf", it: "EDV" }' }) @IsObject()
  table!: Record<string, unknown>;

  @setting('For a value that is not in the table: leave the target alone, keep the value, refuse the account, or clear.') @IsIn(['absent', 'keep', 'refuse', 'clear'])
  otherwise: 'absent' | 'keep' | 'refuse' | 'clear' = 'absent';

  @setting('Upper and lower case are the same.') @IsBoolean()
  ignoreCase = false;
}

export const lookup = defineMapper({
  id: 'lookup', label: 'Look-up table', description: 'Replaces values by those in a table.', config: LookupConfig,
  map: (input, config): MapperResult => {
    const { value } = input;
    if (value === undefined || value === null) return value;
    if (Array.isArray(value)) return value.map((item: AttributeValue) => lookUp(input, item, config)).filter((item) => item !== undefined);
    return lookUp(input, value, config);
  },
  examples: [
    { config: { table: { it: 'IT', sales: 'Sales' } }, value: 'it', gives: 'IT' }, { config: { table: { it: 'IT' } }, value: 'hr', gives: undefined },
    { config: { table: { it: 'IT' }, otherwise: 'keep' }, value: ['it', 'hr'], gives: ['IT', 'hr'] },
  ],
});

function lookUp({ target }: MapperInput, value: AttributeValue, { table, otherwise, ignoreCase }: LookupConfig): AttributeValue | undefined {
  const key = oneText('lookup', target, value);
  const found = ignoreCase ? Object.keys(table).find((name) => name.toLowerCase() === key.toLowerCase()) : Object.hasOwn(table, key) ? key : undefined;
  if (found !== undefined) return table[found] as AttributeValue;
  if (otherwise === 'keep') return value;
  if (otherwise === 'clear') return null;
  if (otherwise === 'absent') return undefined;
  throw new RejectedError({ code: 'not-in-table', doing: `mapping ${target}`, happened: 'mapper "lookup" does not have the value in its table', hint: 'add it, or set "otherwise"' });
}

export class SwitchConfig {
  @setting('Value to result. The keys are compared with the value as text.', { example: '{ "1": staff, "2": guest }' }) @IsObject()
  cases!: Record<string, unknown>;

  @setting('The result for any other value, and for none. Default: the target attribute is left alone.') @IsOptional() @IsDefined()
  otherwise?: unknown;
}

export const switchMapper = defineMapper({
  id: 'switch', label: 'Switch', description: 'Gives one of several results, by the value; another one for all other values and for none.', config: SwitchConfig,
  map: ({ value }, { cases, otherwise }) => {
    const key = typeof value === 'object' ? undefined : value === undefined ? undefined : String(value);
    return (key !== undefined && Object.hasOwn(cases, key) ? cases[key] : otherwise) as MapperResult;
  },
  examples: [{ config: { cases: { true: 'yes' }, otherwise: 'no' }, value: true, gives: 'yes' }, { config: { cases: { a: 1 }, otherwise: 2 }, value: undefined, gives: 2 }],
});
