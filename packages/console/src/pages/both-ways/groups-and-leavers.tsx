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
  readonly allowed: readonly string[];
  readonly problems: readonly Problem[];
}

/** Which role of the one side is which group of the other, one to one. */
export const BothGroupsStep: FC<BothGroupsStepProps> = ({ discovery, paired, allowed, problems, ...wizard }) => {
  const { from = '', to = '' } = wizard.draft;
  const open = ({ locked }: Group): boolean => locked !== true;
  const roles = discovery.sourceGroups.filter(open);
  const groups = discovery.targetGroups.filter(open);
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
      </select>
    </td>
  </tr>
);
