import ts from 'typescript';

/** One place in the sources that makes an error. What the sources do not have as text is absent. */
export interface ThrownError {
  readonly code: string;
  /** Name of the class. */
  readonly kind: string;
  readonly happened?: string;
  readonly hint?: string;
}

/** Arguments by parameter, where the error is made in a function of the same file that is given its parts. */
type Given = ReadonlyMap<string, ts.Expression | undefined>;

/** Texts by the dotted name that sources use: `DRUPAL_TEXTS.error.blocked`. */
export type Catalogue = ReadonlyMap<string, string>;

/**
 * The errors of some classes that a file makes; `…` stands for what is only known when it happens. `catalogue` has the texts that stand in
 * files of their own.
 */
export function thrownErrors(
  text: string,
  kinds: ReadonlySet<string>,
  catalogue: Catalogue = new Map(),
): readonly ThrownError[] {
  const file = ts.createSourceFile('x.tsx', text, ts.ScriptTarget.Latest, true);
  const found: ThrownError[] = [];
  visit(file, (node) => {
    if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression) || !kinds.has(node.expression.text)) return;
    const kind = node.expression.text;
    const parts = node.arguments?.find((argument) => ts.isObjectLiteralExpression(argument));
    if (parts === undefined) return;
    const said = ['code', 'happened', 'hint'].map((name) => partOf(parts, name));
    for (const given of callsOf(node, said, file)) {
      const [codes, happened, hints] = said.map((part) => textsOf(part, given, { file, catalogue }));
      // A choice between two codes goes with a choice between two hints, if there is one.
      (codes ?? []).forEach((code, at) => {
        const hint = hints?.length === codes?.length ? hints?.[at] : hints?.join(', or ');
        const what = happened?.join(', or ');
        found.push({ code, kind, ...(what ? { happened: what } : {}), ...(hint ? { hint } : {}) });
      });
    }
  });
  return found;
}

function partOf(parts: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of parts.properties) {
    if (property.name?.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

/** What the parameters of the function around a node are, once for each call of it in the file, where a part is such a parameter. */
function callsOf(node: ts.Node, said: readonly (ts.Expression | undefined)[], file: ts.SourceFile): readonly Given[] {
  for (let around: ts.Node = node.parent; !ts.isSourceFile(around); around = around.parent) {
    if (!ts.isFunctionDeclaration(around) && !ts.isArrowFunction(around)) continue;
    const { parameters } = around;
    const names = parameters.map(({ name }) => name.getText());
    if (!said.some((part) => part !== undefined && ts.isIdentifier(part) && names.includes(part.text))) continue;
    const called = ts.isFunctionDeclaration(around) ? around.name?.text : nameOfConstant(around);
    const calls: Given[] = [];
    visit(file, (call) => {
      if (ts.isCallExpression(call) && call.expression.getText() === called)
        calls.push(new Map(parameters.map((one, at) => [names[at] ?? '', call.arguments[at] ?? one.initializer])));
    });
    if (calls.length > 0) return calls;
  }
  return [new Map()];
}

const nameOfConstant = ({ parent }: ts.ArrowFunction): string | undefined =>
  ts.isVariableDeclaration(parent) ? parent.name.getText() : undefined;

interface Known {
  readonly file: ts.SourceFile;
  readonly catalogue: Catalogue;
}

/** The texts that an expression can have; none where the sources do not say. */
function textsOf(part: ts.Expression | undefined, given: Given, known: Known): readonly string[] {
  if (part === undefined) return [];
  if (ts.isStringLiteralLike(part)) return [part.text];
  if (ts.isParenthesizedExpression(part)) return textsOf(part.expression, given, known);
  if (ts.isConditionalExpression(part))
    return [part.whenTrue, part.whenFalse].flatMap((one) => textsOf(one, given, known));
  if (ts.isTemplateExpression(part)) {
    const spans = part.templateSpans.map(({ expression, literal }) => {
      const [only, ...more] = textsOf(expression, given, known);
      return `${only === undefined || more.length > 0 ? '…' : only}${literal.text}`;
    });
    const text = `${part.head.text}${spans.join('')}`;
    return /\p{L}{2}/u.test(text) ? [text] : [];
  }
  if (ts.isCallExpression(part))
    return ts.isPropertyAccessExpression(part.expression) ? textsOf(part.expression, given, known) : [];
  if (ts.isPropertyAccessExpression(part)) {
    const text = known.catalogue.get(fullName(part, known.file));
    return text === undefined ? [] : [text];
  }
  if (!ts.isIdentifier(part)) return [];
  const { text } = part;
  if (given.has(text)) return textsOf(given.get(text), new Map(), known);
  const value = constantOf(text, known.file);
  return value === undefined ? [] : textsOf(value, new Map(), known);
}

/** What a name is declared as, where the file declares it once. */
function constantOf(name: string, file: ts.SourceFile): ts.Expression | undefined {
  const declared: ts.Expression[] = [];
  visit(file, (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.initializer !== undefined)
      declared.push(node.initializer);
  });
  return declared.length === 1 ? declared[0] : undefined;
}

/** `T.blocked` where T is `DRUPAL_TEXTS.error`. */
function fullName(part: ts.PropertyAccessExpression, file: ts.SourceFile): string {
  const [first = '', ...more] = part.getText().split('.');
  return [constantOf(first, file)?.getText() ?? first, ...more].join('.');
}

/** The texts that a file defines with `defineTexts`. */
export function catalogueIn(text: string): Catalogue {
  const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
  const found = new Map<string, string>();
  const collect = (value: ts.Expression | undefined, name: string): void => {
    if (value === undefined) return;
    if (ts.isObjectLiteralExpression(value)) {
      for (const property of value.properties)
        if (ts.isPropertyAssignment(property)) collect(property.initializer, `${name}.${property.name.getText()}`);
    } else if (ts.isCallExpression(value)) collect(value.arguments[0], name);
    else if (ts.isStringLiteralLike(value))
      found.set(name, value.text.replaceAll(/\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '…'));
  };
  visit(file, (node) => {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined) return;
    const { initializer } = node;
    if (ts.isCallExpression(initializer) && initializer.expression.getText() === 'defineTexts')
      collect(initializer.arguments[1], node.name.getText());
  });
  return found;
}

function visit(node: ts.Node, each: (node: ts.Node) => void): void {
  each(node);
  ts.forEachChild(node, (child) => visit(child, each));
}
