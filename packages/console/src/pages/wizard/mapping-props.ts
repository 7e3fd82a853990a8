import type { Account } from '@rollcall/contract';
import type { Discovery } from '@rollcall/engine';
import type { Problem } from '@rollcall/plugin';
import type { MapperView, MappingRow, TriedRows } from '../../api/mapping.js';
import type { WizardProps } from './wizard.js';

export interface MappingStepProps extends WizardProps {
  readonly rows: readonly MappingRow[];
  readonly correlate: readonly string[];
  readonly discovery: Discovery;
  readonly mappers: readonly MapperView[];
  readonly tried: TriedRows;
  readonly person: Account | undefined;
  /** Of a two-way sync: somebody of the other side. */
  readonly other?: Account | undefined;
  readonly personId: string;
  /** Id of the field where the keyboard goes on. */
  readonly focus?: string | undefined;
  /** Why it could not be saved; empty as long as nobody tried. */
  readonly refused: readonly Problem[];
}
