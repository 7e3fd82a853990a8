import type { Group } from '@rollcall/contract';
import type { Discovery } from '@rollcall/engine';
import type { Problem } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import { Table } from '../../parts/parts.js';
import { TEXTS } from '../../texts/texts.js';
import { Problems } from '../wizard/choices.js';
import { PrivilegedGroups } from '../wizard/privileged-groups.js';
import { StepForm, Wizard, type WizardProps } from '../wizard/wizard.js';

const T = TEXTS.both;
const S = TEXTS.setup;

export interface BothGroupsStepProps extends WizardProps {
  readonly discovery: Discovery;
  /** Group of the second side by role of the first. */
  readonly paired: Readonly<Record<string, string>>;
  /** Connections in which missing groups are made. */
  readonly makes: readonly string[];
  readonly allowed: readonly string[];
  readonly problems: readonly Problem[];
}

/** Which role of the one side is which group of the other, one to one. */
export const BothGroupsStep: FC<BothGroupsStepProps> = ({ discovery, paired, makes, allowed, problems, ...wizard }) => {
  const { from = '', to = '' } = wizard.draft;
  const open = ({ locked }: Group): boolean => locked !== true;
  const roles = discovery.sourceGroups.filter(open);
  const groups = discovery.targetGroups.filter(open);
  // Roles that the first side is to be given: it has none yet to choose.
  const lacking = Object.entries(paired).filter(
    ([role]) => !roles.some(({ id, name }) => id === role || name === role),
  );
  const chosen = new Set(Object.entries(paired).flat());
  const powerful = [...roles, ...groups].filter(
    ({ id, name, privileged }) => privileged !== undefined && (chosen.has(id) || chosen.has(name)),
  );
  return (
    <Wizard {...wizard}>
      <Problems problems={problems} />
      {roles.length === 0 || groups.length === 0 ? <p class="note">{T.groups.noGroups}</p> : null}
      <StepForm {...wizard} step="groups">
        {groups.length === 0 ? null : (
          <div class="scroll">
            <Table heads={[T.mapping.side(from), T.mapping.side(to)]}>
              {roles.map((role, index) => (
                <Row role={role} index={index} groups={groups} chosen={paired[role.id] ?? paired[role.name] ?? ''} />
              ))}
            </Table>
          </div>
        )}
        {lacking.map(([role, group], index) => (
          <>
            <input type="hidden" name={`roles[${roles.length + index}].role`} value={role} />
            <input type="hidden" name={`roles[${roles.length + index}].group`} value={group} />
          </>
        ))}
        {[from, to].map((name) => (
          <label class="choice">
            <input type="checkbox" name="create[]" value={name} {...(makes.includes(name) ? { checked: true } : {})} />
            <span>{T.groups.create(name)}</span>
          </label>
        ))}
        <PrivilegedGroups groups={powerful} allowed={allowed} />
      </StepForm>
    </Wizard>
  );
};

interface RowProps {
  readonly role: Group;
  readonly index: number;
  readonly groups: readonly Group[];
  readonly chosen: string;
}

const Row: FC<RowProps> = ({ role, index, groups, chosen }) => (
  <tr>
    <td>
      <input type="hidden" name={`roles[${index}].role`} value={role.id} />
      <label for={`group-${index}`}>{role.name}</label>
    </td>
    <td>
      <select id={`group-${index}`} name={`roles[${index}].group`}>
        <option value="">{T.groups.none}</option>
        {groups.map(({ id, name, privileged }) => (
          <option value={name} {...(name === chosen || id === chosen ? { selected: true } : {})}>
            {`${name}${privileged === undefined ? '' : ` – ${S.groups.privileged}`}`}
          </option>
        ))}
        {newOnes(role, groups, chosen).map((name) => (
          <option value={name} {...(name === chosen ? { selected: true } : {})}>
            {T.groups.newGroup(name)}
          </option>
        ))}
      </select>
    </td>
  </tr>
);

/** Groups that are not there: one of the role's name, and the one that was chosen. */
function newOnes(role: Group, groups: readonly Group[], chosen: string): readonly string[] {
  const isThere = (wanted: string): boolean =>
    groups.some(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase());
  return [...new Set([role.name, chosen])].filter((name) => name !== '' && !isThere(name));
}
