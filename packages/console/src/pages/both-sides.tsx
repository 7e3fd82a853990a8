import type { ExplainedPair } from '@rollcall/engine';
import type { FC } from 'hono/jsx';
import { Scroll, Table, valueText } from '../parts/parts.js';
import { TEXTS } from '../texts/texts.js';

const T = TEXTS.both;

/** What both sides of a two-way sync say about a person, who won, and why. */
export const BothSides: FC<{ readonly pair: ExplainedPair }> = ({ pair: { connections, facts } }) => (
  <>
    <h2>{T.title}</h2>
    <Scroll label={T.title}>
      <Table heads={[TEXTS.person.attribute, ...connections.map((name) => T.says(name)), T.outcome]}>
        {facts.map(({ name, first, second, outcome }) => (
          <tr>
            <td>
              <code>{name}</code>
            </td>
            <td data-label={T.says(connections[0])}>
              <bdi>{valueText(first)}</bdi>
            </td>
            <td data-label={T.says(connections[1])}>
              <bdi>{valueText(second)}</bdi>
            </td>
            <td>{outcome}</td>
          </tr>
        ))}
      </Table>
    </Scroll>
  </>
);
