import { definitionOf } from '@rollcall/plugin';
import { mapperContract, type Waivers } from '@rollcall/testing';
import mappers from '../src/index.js';

const WAIVERS: Readonly<Record<string, Waivers>> = {
  expression: {
    'purity: it sees no clock, no random numbers, no network and no timers':
      'JSONata reads the clock before each evaluation, for $now and $millis, which are switched off here',
  },
};

for (const mapper of mappers.plugins) mapperContract(mapper, { waive: WAIVERS[definitionOf(mapper)?.id ?? ''] ?? {} });
