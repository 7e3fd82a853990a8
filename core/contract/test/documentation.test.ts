import { join } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';

const entry = join(import.meta.dirname, '..', 'src', 'index.ts');
const program = ts.createProgram([entry], {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ['@rollcall/source'],
  experimentalDecorators: true,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
});
const checker = program.getTypeChecker();

/** What the package exports, wherever it comes from. */
function exported(): readonly ts.Symbol[] {
  const file = program.getSourceFile(entry);
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`there is no module ${entry}`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => ((symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)));
}

const isSilent = (symbol: ts.Symbol): boolean =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() === '';

/** Public properties and methods of a class or interface, without constructors, index signatures and type parameters. */
function membersOf(symbol: ts.Symbol): readonly ts.Symbol[] {
  return [...(symbol.members?.values() ?? [])].filter(({ name, flags, declarations: [declaration] = [] }) => {
    const isPublic =
      declaration !== undefined &&
      (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) === 0 &&
      !ts.isConstructorDeclaration(declaration);
    return isPublic && (flags & ts.SymbolFlags.TypeParameter) === 0 && !/^(__|#)/.test(name);
  });
}

describe('what the contract exports', () => {
  it('is explained, every name', () => {
    const symbols = exported();
    expect(symbols.length).to.be.greaterThan(60);
    expect(symbols.filter(isSilent).map(({ name }) => name)).to.deep.equal([]);
  });

  it('is explained, every property and method', () => {
    const members = exported().flatMap((symbol) =>
      membersOf(symbol).map((member) => ({ name: `${symbol.name}.${member.name}`, member })),
    );
    expect(members.length).to.be.greaterThan(200);
    expect(members.filter(({ member }) => isSilent(member)).map(({ name }) => name)).to.deep.equal([]);
  });
});
