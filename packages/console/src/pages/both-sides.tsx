import type { ExplainedPair } from '@rollcall/engine';
import type { FC } from 'hono/jsx';
import { Scroll, valueText } from '../parts/parts.js';
import { TEXTS } from '../texts/texts.js';

const T = TEXTS.both;

/** What both sides of a two-way sync say about a person, who won, and why. */
export const BothSides: FC<{ readonly pair: ExplainedPair }> = ({ pair: { connections, facts } }) => (
  <>
    <h2>{T.title}</h2>
    <Scroll label={T.title}>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">{TEXTS.person.attribute}</th>
            {connections.map((name) => (
              <th scope="col">{T.says(name)}</th>
            ))}
            <th scope="col">{T.outcome}</th>
          </tr>
        </thead>
        <tbody>
          {facts.map(({ name, first, second, outcome }) => (
            <tr>
              <td>
                <code>{name}</code>
              </td>
              <td data-label={T.says(connections[0])}>{valueText(first)}</td>
              <td data-label={T.says(connections[1])}>{valueText(second)}</td>
              <td>{outcome}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  </>
);
