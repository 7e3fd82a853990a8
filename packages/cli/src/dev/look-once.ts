import { type LookTask, look } from './look.js';

// Started by `lookAfresh`, as a process of its own: takes one task, answers once, and ends.
process.once('message', (task) => {
  void look(task as LookTask).then((seen) => process.send?.(seen, () => process.disconnect()));
});
