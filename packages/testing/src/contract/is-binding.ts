import { gte } from 'semver';
import type { Announcement } from './clause.js';

/** Does an announced clause fail in this version? A prerelease of the version from which on it fails is early: it only warns. */
export function isBinding({ binding }: Announcement, version: string): boolean {
  return gte(version, binding);
}
