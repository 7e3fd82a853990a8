import type { FC } from 'hono/jsx';

interface FlowProps {
  /** Names or values, in order; whatever their script is. */
  readonly parts: readonly string[];
  readonly arrow?: '→' | '↔';
}

/** One thing leads to the next. Always from left to right, so that the arrow points at what comes after it in every language. */
export const Flow: FC<FlowProps> = ({ parts, arrow = '→' }) => (
  <bdi dir="ltr">
    {parts.map((part, at) => (
      <>
        {at === 0 ? '' : ` ${arrow} `}
        <bdi>{part}</bdi>
      </>
    ))}
  </bdi>
);
