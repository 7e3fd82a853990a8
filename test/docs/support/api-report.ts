import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../support/root.js';

/** Everything that a package exports, with its signature and without bodies and comments, by name. `texts` stand for files with these paths. */
export function apiReport(entry: string, texts: ReadonlyMap<string, string> = new Map()): string {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config as { compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, version, true);
    if (!SOURCES.has(path)) SOURCES.set(path, getSourceFile.call(host, path, version, ...rest));
    return SOURCES.get(path);
  };
  const program = ts.createProgram([entry], { ...options, noEmit: true }, host);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(entry);
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`there is no module ${entry}`);
  const printer = ts.createPrinter({ removeComments: true });
  const lines = checker
    .getExportsOfModule(module)
    .map((symbol) => ((symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((symbol) =>
      (symbol.declarations ?? []).map((declaration) => signature(symbol, declaration, checker, printer)),
    );
  return `\`\`\`text\n${lines.join('\n')}\n\`\`\`\n`;
}

/** What is no part of a report's own texts is read once for all reports. */
const SOURCES = new Map<string, ts.SourceFile | undefined>();

function signature(
  symbol: ts.Symbol,
  declaration: ts.Declaration,
  checker: ts.TypeChecker,
  printer: ts.Printer,
): string {
  const source = declaration.getSourceFile();
  if (ts.isVariableDeclaration(declaration))
    return `const ${symbol.name}: ${checker.typeToString(checker.getTypeOfSymbolAtLocation(symbol, declaration), declaration, ts.TypeFormatFlags.NoTruncation)}`;
  if (ts.isFunctionDeclaration(declaration)) {
    const { modifiers: _, name, typeParameters, parameters, type } = declaration;
    const bare = ts.factory.createFunctionDeclaration([], undefined, name, typeParameters, parameters, type, undefined);
    return printer.printNode(ts.EmitHint.Unspecified, bare, source);
  }
  if (ts.isClassDeclaration(declaration)) return classSignature(declaration, source, printer);
  return printer.printNode(ts.EmitHint.Unspecified, declaration, source).replace(/^export /, '');
}

/** Public members only: what is private may change. */
function classSignature(declaration: ts.ClassDeclaration, source: ts.SourceFile, printer: ts.Printer): string {
  const members = declaration.members.flatMap((member) => {
    const flags = ts.getCombinedModifierFlags(member);
    if ((flags & ts.ModifierFlags.Private) !== 0) return [];
    const text = printer.printNode(ts.EmitHint.Unspecified, member, source);
    return [`    ${text.replace(/\s*\{[\s\S]*\}$/, ';')}`];
  });
  const heritage = (declaration.heritageClauses ?? []).map((clause) => ` ${clause.getText(source)}`).join('');
  return `class ${declaration.name?.text}${heritage} {\n${members.join('\n')}\n}`;
}
