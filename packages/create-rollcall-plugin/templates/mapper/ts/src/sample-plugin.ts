import {
  type Mapper,
  type MapperInput,
  type MapperResult,
  mapper,
  PLUGIN_CONFIG,
  RejectedError,
  setting,
} from '@rollcall/contract';
import { IsInt, Max, Min } from 'class-validator';
import { inject } from 'inversify';

export class SamplePluginConfig {
  @setting('Digits to fill up to.')
  @IsInt()
  @Min(1)
  @Max(20)
  digits = 6;
}

/** Fills a number up with zeros: 42 becomes 000042. */
@mapper({
  id: 'sample-plugin',
  label: 'Sample plugin',
  description: 'Fills a number up with zeros.',
  config: SamplePluginConfig,
  examples: [
    { from: 'field_number', input: { field_number: '42' }, output: '000042' },
    { config: { digits: 4 }, from: 'field_number', input: { field_number: 42 }, output: '0042' },
    { from: 'field_number', input: { field_number: 'abc' }, refused: 'no-number' },
    { from: 'field_number', input: {} },
  ],
})
export class SamplePluginMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: SamplePluginConfig) {}

  map({ value, target }: MapperInput): MapperResult {
    // Absent stays absent, and null still clears: three different things.
    if (value === undefined || value === null) return value;
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    if (!/^\d+$/.test(text))
      throw new RejectedError({
        code: 'no-number',
        doing: `mapping ${target}`,
        happened: 'the value has other than digits',
      });
    return text.padStart(this.config.digits, '0');
  }
}
