import { styleText } from 'node:util';

/** Where a command writes to, and how. */
export interface Terminal {
  /** Writes what was asked for, as it stands: a newline is part of the text. */
  readonly out: (text: string) => void;
  /** Writes progress and complaints, apart from the answer, so that the answer can be piped. */
  readonly err: (text: string) => void;
  /** Asks a person; absent where nobody can answer. */
  readonly ask?: (
    question: string,
    options?: { readonly hidden?: boolean; readonly fallback?: string },
  ) => Promise<string>;
  /** Whether escape sequences for colours may be written. */
  readonly color: boolean;
  /** Is somebody watching, so that progress may be shown? */
  readonly live: boolean;
  /** Characters in a line, to which tables are cut. */
  readonly columns: number;
}

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

export function paint(terminal: Pick<Terminal, 'color'>, style: Style, text: string): string {
  return terminal.color ? styleText(style, text, { validateStream: false }) : text;
}

/** Text without what could steer a terminal: names of people come from outside. */
export function harmless(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '�');
}
