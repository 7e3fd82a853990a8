// A run makes much that lives for one page. V8 would rather let its heap grow than look for it: half again is room enough, and what is young stays in
// little room. A run then needs half the memory, for at most a tenth more processor time (docs/decisions/0013-memory-before-speed.md). Both flags are read at each collection,
// so that they can be set here; whoever starts Node with flags of the heap keeps those.
import { setFlagsFromString } from 'node:v8';

const own = [process.env.NODE_OPTIONS ?? '', ...process.execArgv].join(' ');
if (!/semi-space|old-space|heap-growing|optimize-for-size/.test(own.replaceAll('_', '-'))) {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}
