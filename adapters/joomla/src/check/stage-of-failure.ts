import { ConfigError, RollcallError, UnauthorizedError } from '@rollcall/contract';

/** The stage that a failure of a first request belongs to. */
export function stageOfFailure(error: unknown): 'reach' | 'credential' | 'read' {
  if (UnauthorizedError.is(error)) return 'credential';
  return ConfigError.is(error) || (RollcallError.is(error) && error.code !== 'joomla-scim-phone-home')
    ? 'reach'
    : 'read';
}
