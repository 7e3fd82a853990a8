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

describe('what the contract exports', () => {
  it('is explained, every name', () => {
    const symbols = exported();
    expect(symbols.length).to.be.greaterThan(60);
    const silent = symbols
      .filter((symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() === '')
      .map(({ name }) => name);
    expect(silent).to.deep.equal([]);
  });
});
