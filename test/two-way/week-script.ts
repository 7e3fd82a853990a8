import { liveOneWeek } from './week.js';

const people = Number(process.argv[2] ?? 5_000);
const seed = Number(process.argv[3] ?? 20_261_126);
const started = performance.now();
const mode = process.argv[4] ?? 'everybody';
const { changes, runs, writes, reads, readsForChanges } = await liveOneWeek({
  people,
  seed,
  runsADay: 4,
  changes: mode === 'changes',
});
const each = (count: number, by: number): string => (count / by).toFixed(2);
console.log(
  `${people} people on two sites, seed ${seed}, runs about ${mode}: ${changes} changes in ${runs} runs, all right after each`,
);
console.log(`writes: ${writes}, ${each(writes, changes)} for each change`);
console.log(
  `reads: ${reads}, ${each(reads, runs)} for each run, ${each(reads, changes)} for each change, ${each(readsForChanges, changes)} beyond what runs read anyway`,
);
console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
