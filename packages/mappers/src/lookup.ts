import type { AttributeValue, Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, RejectedError, setting } from '@rollcall/contract';
import { IsBoolean, IsIn } from 'class-validator';
import { inject } from 'inversify';
import { IsAttributeValue, IsTable, MayBeAbsent } from './config/checks.js';
import { eachScalar, invertEach } from './each.js';
import { examples } from './example.js';

const OTHERWISE = ['absent', 'keep', 'refuse', 'clear'] as const;

export class LookupConfig {
  @setting('Value to value.', { example: '{ sales: "Verkauf", it: "EDV" }' })
  @IsTable()
  table!: Record<string, AttributeValue>;

  @setting(
    'For a value that is not in the table: leave the target alone, keep the value, refuse the account, or clear.',
  )
  @IsIn(OTHERWISE)
  otherwise: (typeof OTHERWISE)[number] = 'absent';

  @setting('The value for all that are not in the table; takes the place of "otherwise".')
  @MayBeAbsent()
  @IsAttributeValue()
  default?: AttributeValue;

  @setting('Upper and lower case are the same.')
  @IsBoolean()
  ignoreCase = false;
}

/**
 * Replaces values by those in a table. Numbers, true and false are looked up as text.
 *
 * Settings: `table`; `otherwise`, for a value that is not in it: `absent` leaves the target alone, `keep` keeps the
 * value, `refuse` refuses the account, `clear` gives null (default: absent); `default`, one value for all that are not
 * in it; `ignoreCase` (default: false).
 *
 * ```yaml
 * department: { from: field_department, through: [{ lookup: { table: { it: EDV, sales: Verkauf } } }] }
 * # source: { field_department: it }
 * # gives: EDV
 * ```
 */
@mapper({
  id: 'lookup',
  label: 'Look-up table',
  description: 'Replaces values by those in a table.',
  config: LookupConfig,
  examples: examples(
    {
      config: { table: { it: 'EDV', sales: 'Verkauf' } },
      from: 'field_department',
      input: { field_department: 'it' },
      output: 'EDV',
    },
    { config: { table: { it: 'EDV' } }, from: 'field_department', input: { field_department: 'hr' } },
    {
      config: { table: { it: 'EDV' }, otherwise: 'keep' },
      from: 'field_department',
      input: { field_department: ['it', 'hr'] },
      output: ['EDV', 'hr'],
    },
    {
      config: { table: { it: 'EDV' }, otherwise: 'refuse' },
      from: 'field_department',
      input: { field_department: 'hr' },
      refused: 'not-in-table',
    },
    {
      config: { table: { it: 'EDV' }, otherwise: 'clear' },
      from: 'field_department',
      input: { field_department: 'hr' },
      output: null,
    },
    {
      config: { table: { IT: 'EDV' }, ignoreCase: true, default: 'Haus' },
      from: 'field_department',
      input: { field_department: ['it', 'hr'] },
      output: ['EDV', 'Haus'],
    },
    { config: { table: { 1: 'one' } }, from: 'number', input: { number: 1 }, output: 'one' },
  ),
})
export class LookupMapper implements Mapper {
  private readonly table: ReadonlyMap<string, AttributeValue>;

  constructor(@inject(PLUGIN_CONFIG) private readonly config: LookupConfig) {
    // Of two keys that differ in case only, the one that stands first holds.
    this.table = new Map(
      Object.entries(config.table)
        .reverse()
        .map(([key, value]) => [this.keyOf(key), value]),
    );
    this.invert = this.isReversible() ? (value) => invertEach(value, (item) => this.original(item)) : undefined;
  }

  map(input: MapperInput): MapperResult {
    return eachScalar('lookup', input, (item) => {
      const found = this.table.get(this.keyOf(String(item)));
      return found === undefined ? this.miss(item, input.target) : found;
    });
  }

  /** The key of a value. Not there where two keys have one value, or where one value stands for all that are not in the table. */
  readonly invert: Mapper['invert'];

  private keyOf(text: string): string {
    return this.config.ignoreCase ? text.toLowerCase() : text;
  }

  private isReversible(): boolean {
    const values = [...this.table.values()].map((value) => JSON.stringify(value));
    return this.config.default === undefined && new Set(values).size === values.length;
  }

  private original(item: AttributeValue): AttributeValue | undefined {
    const text = JSON.stringify(item);
    for (const [key, value] of Object.entries(this.config.table))
      if (JSON.stringify(value) === text && this.table.get(this.keyOf(key)) === value) return key;
    const isKept = this.config.otherwise === 'keep' && !this.table.has(this.keyOf(String(item)));
    return isKept ? item : undefined;
  }

  private miss(item: AttributeValue, target: string): AttributeValue | undefined {
    if (this.config.default !== undefined) return this.config.default;
    const { otherwise } = this.config;
    if (otherwise === 'keep') return item;
    if (otherwise === 'clear') return null;
    if (otherwise === 'absent') return undefined;
    throw new RejectedError({
      code: 'not-in-table',
      doing: `mapping ${target} with "lookup"`,
      happened: 'the value is not in the table',
      hint: 'add it to "table", or set "otherwise"',
    });
  }
}
