import type { WidgetElement } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';

export interface WidgetFieldProps {
  /** Checked by `safeWidget`. */
  readonly element: WidgetElement;
  readonly common: Readonly<Record<string, string>>;
  readonly value: string;
  readonly list: boolean;
}

/** A plugin's widget: its elements, with the name, the id, the description and the value that the console gives. */
export const WidgetField: FC<WidgetFieldProps> = (props) => {
  const { element, common, value, list } = props;
  const { tag, attributes = {}, children = [] } = element;
  const inner = children.map((child) =>
    typeof child === 'string' ? child : <WidgetField {...props} element={child} />,
  );
  if (tag === 'input')
    return <input {...attributes} {...common} {...(list ? { list: `${common.id}-list` } : {})} value={value} />;
  if (tag === 'textarea')
    return (
      <textarea {...attributes} {...common}>
        {value}
      </textarea>
    );
  if (tag === 'select') return <select {...common}>{inner}</select>;
  if (tag === 'datalist') return <datalist id={`${common.id}-list`}>{inner}</datalist>;
  if (tag === 'option')
    return (
      <option {...attributes} {...(!list && attributes.value === value ? { selected: true } : {})}>
        {inner}
      </option>
    );
  return tag === 'span' ? <span>{inner}</span> : <small>{inner}</small>;
};
