import type { FC } from 'hono/jsx';
import type { Direction } from '../../api/both-ways/direction.js';
import { Radios } from '../../parts/radios.js';
import { labelAndHint } from '../../texts/label-and-hint.js';
import { TEXTS } from '../../texts/texts.js';
import { StepForm, Wizard, type WizardProps } from '../wizard/wizard.js';

const T = TEXTS.both.direction;

export interface DirectionStepProps extends WizardProps {
  /** Runs keep people in step by it in one direction already. */
  readonly saved: boolean;
  /** It cannot be changed any more. */
  readonly fixed: boolean;
}

/** One way, or both. */
export const DirectionStep: FC<DirectionStepProps> = ({ saved, fixed, ...wizard }) => {
  const { from = '', to = '', twoWay } = wizard.draft;
  const choices: readonly (readonly [Direction, readonly string[]])[] = [
    ['one-way', labelAndHint(T.oneWay, from, to)],
    ['both-ways', labelAndHint(T.bothWays, from, to)],
  ];
  return (
    <Wizard {...wizard}>
      {fixed ? <p class="note">{T.fixed}</p> : null}
      <StepForm {...wizard} step="direction">
        <Radios
          name="direction"
          legend={T.legend}
          value={twoWay ? 'both-ways' : 'one-way'}
          choices={choices.filter(([direction]) => !fixed || direction === 'both-ways')}
        />
        {saved && !twoWay ? <p class="hint">{T.anew}</p> : null}
      </StepForm>
    </Wizard>
  );
};
