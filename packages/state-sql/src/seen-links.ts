/** Which links a run has seen: one bit each, by the number of the link, so that a million take 125 KB. They last as long as the process. */
export class SeenLinks {
  private readonly runs = new Map<string, Uint8Array>();

  /** Whether it was marked before. */
  mark(run: string, link: number): boolean {
    const bits = this.room(run, link >>> 3);
    const before = bits[link >>> 3] as number;
    bits[link >>> 3] = before | (1 << (link & 7));
    return (before & (1 << (link & 7))) !== 0;
  }

  has(run: string, link: number): boolean {
    return (((this.runs.get(run)?.[link >>> 3] ?? 0) >>> (link & 7)) & 1) === 1;
  }

  forget(run: string): void {
    this.runs.delete(run);
  }

  private room(run: string, index: number): Uint8Array {
    const bits = this.runs.get(run) ?? new Uint8Array(FIRST_BYTES);
    if (index < bits.length && this.runs.has(run)) return bits;
    const more = new Uint8Array(Math.max(bits.length, 2 ** Math.ceil(Math.log2(index + 1))));
    more.set(bits);
    this.runs.set(run, more);
    return more;
  }
}

const FIRST_BYTES = 1_024;
