/** One instruction of a Containerfile. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of a Containerfile, in order, without comments; a line that ends with a backslash goes on. */
export function parseContainerfile(text: string): readonly Instruction[] {
  return text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      if (name === '') throw new Error(`reading the Containerfile: "${line}" is no instruction`);
      return { name, rest };
    });
}

/** The words of an instruction in its form as a list; of `HEALTHCHECK CMD …` the command line. */
export function commandOf({ rest }: Instruction): readonly string[] {
  return rest.startsWith('[') ? (JSON.parse(rest) as string[]) : ['sh', '-c', rest.replace(/^CMD /, '')];
}

/** The values of a systemd unit by key; the last one counts, except where a key is a list. */
export function parseUnit(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value] as const));
}
