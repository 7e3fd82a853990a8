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

/** The errors of some classes that a file makes; `…` stands for what is only known when it happens. */
export function thrownErrors(text: string, kinds: ReadonlySet<string>): readonly ThrownError[] {
  const file = ts.createSourceFile('x.tsx', text, ts.ScriptTarget.Latest, true);
  const found: ThrownError[] = [];
  visit(file, (node) => {
    if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression) || !kinds.has(node.expression.text)) return;
    const kind = node.expression.text;
    const parts = node.arguments?.find((argument) => ts.isObjectLiteralExpression(argument));
    if (parts === undefined) return;
    const said = ['code', 'happened', 'hint'].map((name) => partOf(parts, name));
    for (const given of callsOf(node, said, file)) {
      const [codes, happened, hints] = said.map((part) => textsOf(part, given, file));
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

/** The texts that an expression can have; none where the sources do not say. */
function textsOf(part: ts.Expression | undefined, given: Given, file: ts.SourceFile): readonly string[] {
  if (part === undefined) return [];
  if (ts.isStringLiteralLike(part)) return [part.text];
  if (ts.isParenthesizedExpression(part)) return textsOf(part.expression, given, file);
  if (ts.isConditionalExpression(part))
    return [part.whenTrue, part.whenFalse].flatMap((one) => textsOf(one, given, file));
  if (ts.isTemplateExpression(part)) {
    const spans = part.templateSpans.map(({ expression, literal }) => {
      const [only, ...more] = textsOf(expression, given, file);
      return `${only === undefined || more.length > 0 ? '…' : only}${literal.text}`;
    });
    const text = `${part.head.text}${spans.join('')}`;
    return /\p{L}{2}/u.test(text) ? [text] : [];
  }
  if (!ts.isIdentifier(part)) return [];
  const { text } = part;
  if (given.has(text)) return textsOf(given.get(text), new Map(), file);
  const declared: ts.Expression[] = [];
  visit(file, (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === text && node.initializer !== undefined)
      declared.push(node.initializer);
  });
  return declared.length === 1 ? textsOf(declared[0], given, file) : [];
}

function visit(node: ts.Node, each: (node: ts.Node) => void): void {
  each(node);
  ts.forEachChild(node, (child) => visit(child, each));
}
