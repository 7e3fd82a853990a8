import type { CheckStage, CheckStageName } from '@rollcall/contract';
import { ConfigError, RollcallError, UnauthorizedError } from '@rollcall/contract';

/** A failure as a stage of the check; what is no error of ours is told without its text. */
export function failedStage(stage: CheckStageName, label: string, error: unknown): CheckStage {
  if (!RollcallError.is(error))
    return {
      stage,
      label,
      status: 'failed',
      detail: 'An unexpected error.',
      remedy: 'Look into the log, and report it.',
    };
  return {
    stage,
    label,
    status: 'failed',
    detail: sentence(error.happened),
    remedy: sentence(error.hint ?? 'try again later'),
  };
}

/** The stage that a failure of a first request belongs to. */
export function stageOfFailure(error: unknown): 'reach' | 'credential' | 'read' {
  if (UnauthorizedError.is(error)) return 'credential';
  return ConfigError.is(error) || (RollcallError.is(error) && error.code !== 'joomla-scim-phone-home')
    ? 'reach'
    : 'read';
}

export function sentence(text: string): string {
  // An address stays as it is.
  const first = /^https?:/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return first.endsWith('.') ? first : `${first}.`;
}
