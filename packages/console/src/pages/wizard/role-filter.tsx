import type { Group } from '@rollcall/contract';
import type { PeopleCount } from '@rollcall/engine';
import type { FC } from 'hono/jsx';
import { TEXTS } from '../../texts/texts.js';

const T = TEXTS.setup.scope;

interface RoleFilterProps {
  readonly name: string;
  readonly groups: readonly Group[];
  /** Chosen ones, by id or name. */
  readonly roles: readonly string[];
  readonly count: PeopleCount;
}

/** Roles of a source to choose from, each with how many people have it. Locked ones are nobody's choice. */
export const RoleFilter: FC<RoleFilterProps> = ({ name, groups, roles, count }) => (
  <>
    {groups
      .filter(({ locked }) => locked !== true)
      .map((group) => (
        <label class="choice">
          <input
            type="checkbox"
            name={name}
            value={group.id}
            {...(roles.includes(group.id) || roles.includes(group.name) ? { checked: true } : {})}
          />
          <span>
            <b>
              <bdi>{group.name}</bdi>
            </b>{' '}
            <span class="soft">
              {group.everyone === true ? T.locked : T.people(count.byRole[group.id] ?? 0, count.complete)}
            </span>
          </span>
        </label>
      ))}
  </>
);
