/** One record of a file: attribute names as they stand there, each with all its values. */
export type FileRecord = ReadonlyMap<string, readonly string[]>;

/** Reads LDIF content records (RFC 2849): folded lines, comments, base64. Throws with the line for what is none. */
export function parseLdif(text: string): readonly FileRecord[] {
  const records: FileRecord[] = [];
  let current = new Map<string, string[]>();
  const finish = (): void => {
    if (current.size > 0) records.push(current);
    current = new Map();
  };
  for (const [number, line] of unfolded(text)) {
    if (line === '') finish();
    else if (!line.startsWith('#')) {
      const [name, value] = attributeOf(line, number);
      if (name === 'version' && records.length === 0 && current.size === 0) continue;
      if (name === 'changetype') throw new Error(`line ${number} is a change record; export the content instead`);
      current.set(name, [...(current.get(name) ?? []), value]);
    }
  }
  finish();
  return records;
}

/** Lines with their numbers; one that begins with a space continues the one before. */
function unfolded(text: string): readonly (readonly [number, string])[] {
  const lines: [number, string][] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const last = lines.at(-1);
    if (line.startsWith(' ') && last !== undefined) last[1] += line.slice(1);
    else lines.push([index + 1, line]);
  }
  return lines;
}

function attributeOf(line: string, number: number): readonly [string, string] {
  const match = /^([a-zA-Z][\w;.-]*)(::?)[ ]*(.*)$/.exec(line);
  if (match === null) throw new Error(`line ${number} is no "name: value"`);
  const [, name = '', colons, raw = ''] = match;
  return [name.toLowerCase(), colons === '::' ? Buffer.from(raw, 'base64').toString('utf8') : raw];
}
