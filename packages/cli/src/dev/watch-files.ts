import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';

/** A save is several events, and an editor may replace the file. */
const SETTLE_MS = 100;
/** Runs write the state beside the configuration. */
const NOT_OURS = /^(\.rollcall|node_modules|\.git)$|\.sqlite(-wal|-shm)?$/;

/** Calls back some time after anything in the folders of these files changed. Returns how to stop. */
export function watchFiles(files: readonly string[], changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onChange = (_: string, name: string | null): void => {
    if (name !== null && NOT_OURS.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_MS);
  };
  const folders = [...new Set(files.map((file) => dirname(file)))];
  const watchers: readonly FSWatcher[] = folders.map((folder) => watch(folder, onChange));
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
