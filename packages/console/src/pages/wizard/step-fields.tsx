import type { Problem, SettingDescription } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import { Fields, type FieldsProps } from '../../forms/fields.js';
import type { Names } from '../../forms/options.js';

export interface StepFieldsProps extends Pick<FieldsProps, 'remarks'> {
  readonly described: readonly SettingDescription[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly names: Names;
  /** Paths from the sync. */
  readonly problems: readonly Problem[];
}

/** How forms of a step call the settings that are made from the class. */
export const STEP_FIELDS = 'sync';

/** Settings of a sync as their class describes them, each in a box. What few people need is folded away in the last one. */
export const StepFields: FC<StepFieldsProps> = ({ described, settings, ...common }) => {
  const fields = { ...common, name: STEP_FIELDS, values: settings, secrets: [] };
  const usual = described.filter(({ advanced }) => advanced !== true);
  const others = described.filter((setting) => !usual.includes(setting));
  return (
    <>
      {usual.map((setting) => {
        const field = <Fields {...fields} described={[{ ...setting, advanced: false }]} />;
        // A group has a box of its own.
        return setting.settings === undefined ? <div class="card">{field}</div> : field;
      })}
      {others.length === 0 ? null : (
        <div class="card">
          <Fields {...fields} described={others} />
        </div>
      )}
    </>
  );
};
