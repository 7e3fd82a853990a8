import type { Widget, WidgetElement, WidgetInput } from '@rollcall/plugin';

/**
 * What a widget renders, as a copy that holds nothing but allowed elements and attributes. Throws an `Error` that says what is wrong otherwise.
 * A widget that never returns cannot be stopped: plugins run in the process of the host.
 */
export function safeWidget(widget: Widget, input: WidgetInput): WidgetElement {
  const made: unknown = widget.render(input);
  if (made instanceof Promise) {
    made.catch(() => undefined);
    throw new Error('it returned a promise');
  }
  const left = { elements: 500, characters: 20_000 };
  const tree = copy(made, left, 'root', 0);
  const all = elementsOf(tree);
  const controls = all.filter(({ tag }) => CONTROLS.has(tag));
  if (controls.length !== 1) throw new Error(`it has ${controls.length} controls instead of one`);
  const lists = all.filter(({ tag }) => tag === 'datalist').length;
  if (lists > 1 || (lists === 1 && controls[0]?.tag !== 'input')) throw new Error('a datalist belongs to one input');
  const options = elementsOf(controls[0] as WidgetElement).filter(({ tag }) => tag === 'option');
  if (controls[0]?.tag === 'select' && !options.some(({ attributes }) => attributes?.value === input.value))
    throw new Error('its select has no option for the value that is set');
  return tree;
}

const CONTROLS: ReadonlySet<string> = new Set(['input', 'select', 'textarea']);
const PHRASE = ['input', 'select', 'textarea', 'datalist', 'span', 'small'];

/** What may stand in what. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  root: PHRASE,
  span: PHRASE,
  small: [],
  select: ['option'],
  datalist: ['option'],
  option: [],
  textarea: [],
  input: [],
};

/** Of each element; the host sets name, id, list and the value itself. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  input: ['type', 'min', 'max', 'step', 'minlength', 'maxlength', 'placeholder', 'inputmode'],
  textarea: ['rows', 'minlength', 'maxlength', 'placeholder'],
  option: ['value'],
};

/** `color` and `range` are not among them: they send a value where none was chosen. */
const TYPES = ['text', 'number', 'date', 'time', 'datetime-local', 'month', 'week', 'email', 'tel'];

interface Left {
  elements: number;
  characters: number;
}

function copy(made: unknown, left: Left, within: string, depth: number): WidgetElement {
  if (typeof made !== 'object' || made === null) throw new Error('it returned no element');
  const { tag, attributes = {}, children = [] } = made as Partial<Record<keyof WidgetElement, unknown>>;
  left.elements -= 1;
  if (left.elements < 0 || depth > 5) throw new Error('it returned too much');
  if (typeof tag !== 'string' || !(CHILDREN[within] ?? []).includes(tag))
    throw new Error(`the element ${shown(tag)} is not allowed there`);
  if (typeof attributes !== 'object' || attributes === null || !Array.isArray(children))
    throw new Error('attributes are an object, children a list');
  if (children.length > 500) throw new Error('it returned too much');
  const kept = Object.entries(attributes as Record<string, unknown>).map(([name, value]) => {
    if (!(ATTRIBUTES[tag] ?? []).includes(name)) throw new Error(`the attribute ${shown(name)} is not allowed there`);
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string') throw new Error(`the attribute ${name} is no text`);
    if (name === 'type' && !TYPES.includes(text)) throw new Error(`the type ${shown(text)} is not allowed`);
    return [name, spend(text, left)] as const;
  });
  const hasText = ['span', 'small', 'option'].includes(tag);
  const inner = (children as readonly unknown[]).map((child) => {
    if (typeof child !== 'string') return copy(child, left, tag, depth + 1);
    if (!hasText) throw new Error(`there is no text in ${tag}`);
    return spend(child, left);
  });
  return { tag: tag as WidgetElement['tag'], attributes: Object.fromEntries(kept), children: inner };
}

function spend(text: string, left: Left): string {
  left.characters -= text.length;
  if (left.characters < 0) throw new Error('it returned too much');
  return text;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : typeof value;
}

function elementsOf(element: WidgetElement): readonly WidgetElement[] {
  return [
    element,
    ...(element.children ?? []).flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child))),
  ];
}
