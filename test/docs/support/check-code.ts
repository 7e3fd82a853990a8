import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../support/root.js';
import type { Block } from './documents.js';

/** What the compiler says about blocks of code, each as a file of its own beside the tests. */
export function checkCode(blocks: readonly Block[]): readonly string[] {
  const files = new Map(
    blocks.map((block, index) => [
      join(root, 'test', 'docs', `block-${index}${EXTENSION[block.language] ?? '.ts'}`),
      block,
    ]),
  );
  const options: ts.CompilerOptions = {
    ...ts.convertCompilerOptionsFromJson(
      (ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config as { compilerOptions: object })
        .compilerOptions,
      root,
    ).options,
    noEmit: true,
    allowJs: true,
    checkJs: true,
    // A reader's JavaScript says no types.
    noImplicitAny: false,
    strictPropertyInitialization: false,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path)?.text ?? readFile(path);
  host.getSourceFile = (path, version, onError, fresh) => {
    const block = files.get(path);
    // A block without imports or exports would be a script, in which await and names are shared.
    return block === undefined
      ? remembered(path, () => getSourceFile.call(host, path, version, onError, fresh))
      : ts.createSourceFile(path, `${block.text}\nexport {};\n`, version, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([path, { at, language }]) => {
    const source = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found
      .filter(({ code }) => language === 'ts' || !ABOUT_TYPES.has(code))
      .map(({ messageText, start = 0 }) => {
        const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
        return `${at} (+${line}): ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      });
  });
}

const SOURCES = new Map<string, ts.SourceFile | undefined>();

/** The libraries and the workspace's own files are read once for all programs. */
function remembered(path: string, read: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
  if (!SOURCES.has(path)) SOURCES.set(path, read());
  return SOURCES.get(path);
}

const EXTENSION: Readonly<Record<string, string>> = { ts: '.ts', js: '.js', jsx: '.jsx', tsx: '.tsx' };
/** "Implicitly any" in its forms, and packages of hosts that have no types here. */
const ABOUT_TYPES: ReadonlySet<number> = new Set([7006, 7016, 7031, 7034, 7005]);
