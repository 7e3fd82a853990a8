import { gte } from 'semver';

/** Does an announced clause fail in this version? A prerelease of the version from which on it fails is early: it only warns. */
export function isBinding({ binding }: { readonly binding: string }, version: string): boolean {
  return gte(version, binding);
}
