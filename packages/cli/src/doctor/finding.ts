/** What `rollcall doctor` looked at, and what to do where it is not well. */
export interface DoctorFinding {
  readonly about:
    | 'node'
    | 'packages'
    | 'configuration'
    | 'extensions'
    | 'state'
    | 'permissions'
    | 'clock'
    | 'sign-in'
    | 'queue';
  readonly status: 'passed' | 'warning' | 'failed' | 'skipped';
  readonly detail: string;
  readonly remedy?: string;
}
