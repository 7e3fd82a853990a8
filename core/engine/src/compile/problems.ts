import type { Problem } from '@rollcall/plugin';

/** Collects everything that is wrong, so that a person sees it all at once. */
export class Problems {
  readonly all: Problem[] = [];

  constructor(private readonly base: Problem['path']) {}

  add(path: Problem['path'], message: string): void {
    this.all.push({ path: [...this.base, ...path], message });
  }
}
