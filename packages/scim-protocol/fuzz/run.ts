// "npm run fuzz": a million inputs, or as many as are asked for, from a seed that is printed. Ends with 1 where one of them crashed something.
import { fuzz } from './fuzz.js';

const inputs = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? Date.now() % 4_294_967_296);
const started = performance.now();
const { crashes } = fuzz(seed, inputs);
for (const crash of crashes) console.error(crash);
console.log(
  `${inputs} inputs from seed ${seed} in ${((performance.now() - started) / 1000).toFixed(1)} s: ${crashes.length} crashes`,
);
process.exitCode = crashes.length === 0 ? 0 : 1;
