import type { CheckReport } from '@rollcall/contract';
import type { RollcallConfig } from '@rollcall/engine';
import { ConfigProblems } from '@rollcall/plugin';
import { checkSignIn } from '@rollcall/server';
import type { DoctorFinding } from './finding.js';

const FALL_BACK = 'until then "rollcall invite" prints a link that lets an administrator in';

/** Could people sign in to the console by the identity provider? Nothing is said where none is configured. Asks it; nobody needs to sign in. */
export async function lookAtSignIn(config: RollcallConfig): Promise<readonly DoctorFinding[]> {
  try {
    const report = await checkSignIn(config);
    return report === undefined ? [] : findingsOf(report);
  } catch (error) {
    if (!ConfigProblems.is(error)) throw error;
    return [
      {
        about: 'sign-in',
        status: 'failed',
        detail: error.message,
        remedy: 'mend the part "server" of the configuration',
      },
    ];
  }
}

function findingsOf({ stages }: CheckReport): readonly DoctorFinding[] {
  const notable = stages.filter(({ status }) => status === 'failed' || status === 'warning');
  const isWell = notable.every(({ status }) => status !== 'failed');
  const passed = stages.flatMap(({ status, label }) => (status === 'passed' ? [label] : []));
  return [
    ...(isWell
      ? [{ about: 'sign-in', status: 'passed', detail: `works as far as it shows: ${passed.join(', ')}` } as const]
      : []),
    ...notable.map(
      ({ status, label, detail, remedy }): DoctorFinding => ({
        about: 'sign-in',
        status,
        detail: `${label}: ${detail}`,
        remedy: [remedy, ...(status === 'failed' ? [FALL_BACK] : [])].filter((one) => one !== undefined).join('; '),
      }),
    ),
  ];
}
