import type { Problem } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import type { MapperView, MappingRow } from '../../api/mapping.js';
import { Fields } from '../../forms/fields.js';
import { TEXTS } from '../../texts/texts.js';

const T = TEXTS.setup.mapping;

interface MapperProps {
  readonly mappers: readonly MapperView[];
  readonly name: string;
  readonly step: MappingRow['through'][number];
  readonly place: string;
  readonly problems: readonly Problem[];
}

/** One mapper of a line, with its settings. */
export const MapperStep: FC<MapperProps> = ({ name, step, place, mappers, problems }) => {
  const view = mappers.find(({ id }) => id === step.id);
  return (
    <div class="mapper" id={`mapper-${place}`} tabindex={-1}>
      <input type="hidden" name={`${name}.id`} value={step.id} />
      <p>
        <b>{view?.label ?? step.id}</b>{' '}
        <button
          type="submit"
          name="do"
          value={`drop-mapper-${place}`}
          class="link"
          aria-label={`${T.remove} ${view?.label ?? step.id}`}
        >
          {T.remove}
        </button>
        <span class="hint">{view?.description ?? ''}</span>
      </p>
      <Fields
        plugin={step.id}
        described={view?.settings ?? []}
        name={`${name}.settings`}
        values={step.settings}
        secrets={[]}
        problems={problems
          .filter(({ path }) => path.includes(step.id))
          .map((problem) => ({ ...problem, path: problem.path.slice(problem.path.lastIndexOf(step.id) + 1) }))}
      />
    </div>
  );
};
