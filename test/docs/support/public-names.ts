import { join, relative } from 'node:path';
import ts from 'typescript';
import { root } from '../../support/root.js';

/** A name that a package exports, or a member of one, and whether a reader is told what it is. */
export interface PublicName {
  /** Dotted: `AccountReader.pages`. */
  readonly name: string;
  /** File and line of its declaration, from the root of the repository. */
  readonly place: string;
  /** False where there is no docstring, or one that only says the name again. */
  readonly isExplained: boolean;
}

/**
 * Every name that packages make public, by the file that exports them. Members are those of classes, interfaces, object types and exported
 * namespaces. A setting is explained by its decorator, and a member by the interface or class that it carries out. `texts` stand for
 * files with these paths.
 */
export function publicNames(
  entries: readonly string[],
  texts: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, readonly PublicName[]> {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config as { compilerOptions: object };
  const { options: given } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  // Other people's types say nothing about ours, and reading them takes most of the time.
  const options: ts.CompilerOptions = { ...given, noLib: true, types: [] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile.call(host, path, version, ...rest)
      : ts.createSourceFile(path, text, version, true);
  };
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) =>
      /^(\.|@rollcall\/)/.test(text)
        ? ts.resolveModuleName(text, from, options, host, undefined, undefined, ts.ModuleKind.ESNext)
        : { resolvedModule: undefined },
    );
  const program = ts.createProgram([...entries], options, host);
  const checker = program.getTypeChecker();
  return new Map(entries.map((entry) => [entry, namesOf(entry, program, checker)]));
}

function namesOf(entry: string, program: ts.Program, checker: ts.TypeChecker): readonly PublicName[] {
  const file = program.getSourceFile(entry);
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`there is no module ${entry}`);
  return exportsOf(module, '', checker);
}

function exportsOf(module: ts.Symbol, prefix: string, checker: ts.TypeChecker): readonly PublicName[] {
  return checker.getExportsOfModule(module).flatMap((given) => {
    const symbol = (given.flags & ts.SymbolFlags.Alias) === 0 ? given : checker.getAliasedSymbol(given);
    const name = `${prefix}${given.name}`;
    // `export * as name from '…'`: what says anything are the names in it.
    if ((symbol.flags & ts.SymbolFlags.ValueModule) !== 0) return exportsOf(symbol, `${name}.`, checker);
    return [
      publicName(name, symbol, checker),
      ...membersOf(symbol, checker).map((member) => publicName(`${name}.${member.name}`, member, checker)),
    ];
  });
}

/**
 * What a caller can reach of a class, an interface or an object type: no constructors, index signatures, private and protected members
 * and type parameters. The alternatives of a union are told by the union's own docstring.
 */
function membersOf(symbol: ts.Symbol, checker: ts.TypeChecker): readonly ts.Symbol[] {
  const literals = (symbol.declarations ?? [])
    .filter(ts.isTypeAliasDeclaration)
    .flatMap(({ type }) => literalsOf(type));
  return [symbol, ...literals.map((literal) => checker.getTypeAtLocation(literal).symbol)]
    .flatMap(({ members }) => [...(members?.values() ?? [])])
    .filter(({ name, flags, declarations: [declaration] = [] }) => {
      const isPrivate =
        declaration !== undefined &&
        (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.NonPublicAccessibilityModifier) !== 0;
      return (
        declaration !== undefined && !isPrivate && (flags & ts.SymbolFlags.TypeParameter) === 0 && !/^(__|#)/.test(name)
      );
    });
}

function literalsOf(type: ts.TypeNode): readonly ts.TypeLiteralNode[] {
  if (ts.isTypeLiteralNode(type)) return [type];
  if (ts.isIntersectionTypeNode(type)) return type.types.flatMap(literalsOf);
  return ts.isParenthesizedTypeNode(type) ? literalsOf(type.type) : [];
}

function publicName(name: string, symbol: ts.Symbol, checker: ts.TypeChecker): PublicName {
  const declaration = symbol.declarations?.[0];
  if (declaration === undefined) throw new Error(`${name} is declared nowhere`);
  const file = declaration.getSourceFile();
  const line = file.getLineAndCharacterOfPosition(declaration.getStart(file)).line + 1;
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return {
    name,
    place: `${relative(root, file.fileName)}:${line}`,
    isExplained: isSetting(declaration) || saysMore(text, symbol.name),
  };
}

/** The decorator of a setting holds its explanation, and the pages of settings show it. */
function isSetting(declaration: ts.Declaration): boolean {
  return (
    ts.isPropertyDeclaration(declaration) &&
    (ts.getDecorators(declaration) ?? []).some(
      ({ expression }) => ts.isCallExpression(expression) && /^(setting|nested)$/.test(expression.expression.getText()),
    )
  );
}

/** Whether a docstring has a word that the name does not have: "The id of the account." of `accountId` has none. */
function saysMore(text: string, name: string): boolean {
  const known = new Set([...wordsOf(name.replace(/(?<=[a-z\d])(?=[A-Z])/g, ' ')), ...LITTLE_WORDS]);
  return wordsOf(text).some((word) => !known.has(word) && !known.has(word.replace(/s$/, '')));
}

const LITTLE_WORDS = ['a', 'an', 'the', 'of', 'for', 'to', 'in', 'it', 'this', 'that', 'is', 'and', 'its'];

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
