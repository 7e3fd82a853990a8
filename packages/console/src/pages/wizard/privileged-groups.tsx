import type { Group } from '@rollcall/contract';
import type { FC } from 'hono/jsx';
import { Choice } from '../../parts/choice.js';
import { TEXTS } from '../../texts/texts.js';

interface PrivilegedGroupsProps {
  readonly groups: readonly Group[];
  /** Names of those that the sync may give and take. */
  readonly allowed: readonly string[];
}

/** Groups that are chosen and give power, each to be allowed by itself. */
export const PrivilegedGroups: FC<PrivilegedGroupsProps> = ({ groups, allowed }) => (
  <>
    {groups.map(({ name, privileged }) => (
      <Choice
        kind="checkbox"
        name="allow[]"
        value={name}
        checked={allowed.includes(name)}
        label={`${name}: ${TEXTS.setup.groups.privilegedHint}`}
        hints={[privileged]}
      />
    ))}
  </>
);
