import type { ResourceSchema } from '@rollcall/contract';
import type { FC } from 'hono/jsx';
import { labelOf } from '../../forms/fields.js';
import { TEXTS } from '../../texts/texts.js';

const T = TEXTS.setup.mapping;

interface AttributesProps {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly schema: ResourceSchema;
  readonly blank: string;
  readonly invalid: Readonly<Record<string, string>>;
  readonly target?: boolean;
}

/** Attributes to choose from; for a system that takes any name, a field with suggestions. */
export const AttributeChoice: FC<AttributesProps> = ({ id, name, value, schema, blank, invalid, target = false }) => {
  const offered = schema.attributes.filter(({ readOnly, scim }) => !target || (readOnly !== true && scim !== 'active'));
  if (schema.open === true)
    return (
      <>
        <input id={id} name={name} value={value} list={`${id}-list`} autocomplete="off" {...invalid} />
        <datalist id={`${id}-list`}>
          {offered.map((attribute) => (
            <option value={attribute.name} />
          ))}
        </datalist>
      </>
    );
  const known = offered.find((attribute) => attribute.name === value || attribute.scim === value);
  return (
    <select id={id} name={name} {...invalid}>
      <option value="">{blank}</option>
      {value !== '' && known === undefined ? (
        <option value={value} selected>
          {value}
        </option>
      ) : null}
      {offered.map((attribute) => (
        <option
          value={attribute === known ? value : attribute.name}
          {...(attribute === known ? { selected: true } : {})}
        >
          {`${attribute.label ?? labelOf({ name: attribute.name })} (${attribute.name})${target && attribute.required === true ? ` – ${T.required}` : ''}`}
        </option>
      ))}
    </select>
  );
};
