import { type Absent, type AttributeValue, RejectedError, defineMapper, setting } from '@rollcall/contract';
import { IsArray, IsBoolean, IsString } from 'class-validator';

export class BooleanConfig {
  @setting('What means yes, besides true and 1.') @IsArray() @IsString({ each: true })
  yes: string[] = ['true', '1', 'yes', 'on'];

  @setting('What means no, besides false and 0.') @IsArray() @IsString({ each: true })
  no: string[] = ['false', '0', 'no', 'off', ''];

  @setting('Turn it round.') @IsBoolean()
  invert = false;
}

export const boolean = defineMapper({
  id: 'boolean', label: 'Yes or no', description: 'Makes true or false of texts and numbers.', config: BooleanConfig,
  map: ({ value, target }, { yes, no, invert }): AttributeValue | Absent => {
    if (value === undefined || value === null) return value;
    const text = typeof value === 'object' ? undefined : String(value).trim().toLowerCase();
    const found = text === undefined ? undefined : yes.some((word) => word.toLowerCase() === text) ? true : no.some((word) => word.toLowerCase() === text) ? false : undefined;
    if (found !== undefined) return found !== invert;
    throw new RejectedError({ code: 'not-yes-or-no', doing: `mapping ${target}`, happened: 'mapper "boolean" got something that is neither yes nor no', hint: 'name the words under "yes" and "no"' });
  },
  examples: [{ value: 'Yes', gives: true }, { value: 0, gives: false }, { config: { invert: true }, value: true, gives: false }],
});
