import { RollcallError } from '@rollcall/contract';
import { ConfigProblems, formatProblem } from '@rollcall/plugin';
import { EXIT } from '../exit-codes.js';
import { paint, type Terminal } from './terminal.js';

/** An error as text for a person: what, where, and what to do. Nothing but a fault of ours shows a stack. */
export function failureText(terminal: Pick<Terminal, 'color'>, error: unknown): string {
  const red = (text: string): string => paint(terminal, 'red', text);
  if (ConfigProblems.is(error)) {
    const { problems } = error;
    return [
      red(`The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:`),
      ...problems.map((problem) => `  ${formatProblem(problem)}`),
    ].join('\n');
  }
  if (RollcallError.is(error)) {
    const { doing, happened, hint, code } = error;
    return [
      `${red('Error:')} ${doing}: ${happened}.`,
      ...(hint === undefined ? [] : [`  ${capital(hint)}.`]),
      paint(terminal, 'dim', `  (${code})`),
    ].join('\n');
  }
  if (error instanceof Error && error.name !== 'Error' && !/^(Type|Range|Reference|Syntax)Error$/.test(error.name))
    return `${red('Error:')} ${error.message}`;
  return `${red('This is a fault in Rollcall; please report it.')}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

export function failureCode(error: unknown): number {
  if (ConfigProblems.is(error)) return EXIT.usage;
  if (
    RollcallError.is(error) &&
    [
      'config-syntax',
      'config-unreadable',
      'bad-plan',
      'unknown-sync',
      'unknown-connection',
      'extension-refused',
      'unknown-extension',
      'unknown-plugin',
      'unknown-tenant',
      'unknown-scope',
      'unknown-token',
      'bad-settings',
      'queue-missing',
      'suites-missing',
      'unknown-role',
      'state-same',
      'state-not-empty',
    ].includes(error.code)
  )
    return EXIT.usage;
  return EXIT.failed;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
