import type { Operation } from './model.js';

/** What a target can do now, and by which way; or why not. */
export type Support =
  | { readonly supported: true; readonly via?: string }
  | { readonly supported: false; readonly reason: string };
/** {@link Support} for each operation, for writing memberships, and for listing all accounts. */
export type OperationSupport = Readonly<Record<Operation | 'memberships' | 'list', Support>>;
