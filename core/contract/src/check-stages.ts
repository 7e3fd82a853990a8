import { plainText, saidOf, type Text } from '@rollcall/plugin';
import { asSentence } from './as-sentence.js';
import type { CheckStage, CheckStageName } from './check.js';
import { CONTRACT_TEXTS as T } from './contract-texts.js';
import { RollcallError } from './errors.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** A stage as its author writes it: with texts that have names, or plain ones. */
export interface StageTexts extends Pick<CheckStage, 'stage' | 'status'> {
  /** What was looked at. */
  readonly label: Text;
  /** What came back. */
  readonly detail: Text;
  /** What to do about it. */
  readonly remedy?: Text | undefined;
}

/** A stage of a check that can be read in other languages, where its texts have names: see `defineTexts`. */
export function checkStage({ stage, status, label, detail, remedy }: StageTexts): CheckStage {
  const named = Object.entries({ label, detail, remedy }).flatMap(([part, text]) => {
    const said = saidOf(text);
    return said === undefined ? [] : [[part, said] as const];
  });
  return {
    stage,
    label: plainText(label),
    status,
    detail: plainText(detail),
    ...(remedy === undefined ? {} : { remedy: plainText(remedy) }),
    ...(named.length === 0 ? {} : { said: Object.fromEntries(named) }),
  };
}

/** The stage `tls` of a system at this address: is the way to it encrypted, and is it known who answers? */
export function encryptionStage(baseUrl: string, allowSelfSigned: boolean): CheckStage {
  const { protocol, hostname } = new URL(baseUrl);
  const about = { stage: 'tls', label: T.encryption.label } as const;
  if (protocol === 'https:' && allowSelfSigned) {
    const [detail, remedy] = [T.encryption.anyCertificate, T.encryption.giveCertificate];
    return checkStage({ ...about, status: 'warning', detail, remedy });
  }
  if (protocol === 'https:') return checkStage({ ...about, status: 'passed', detail: T.encryption.https });
  if (LOOPBACK.test(hostname)) return checkStage({ ...about, status: 'passed', detail: T.encryption.here });
  return checkStage({ ...about, status: 'warning', detail: T.encryption.http, remedy: T.encryption.useHttps });
}

/** A failure as the stage that it belongs to: what came back, and what to do. The text of an error that is not of the contract is not shown. */
export function failedStage(stage: CheckStageName, label: Text, error: unknown): CheckStage {
  const [detail, remedy] = RollcallError.is(error)
    ? [textOf(error, 'happened') ?? '', textOf(error, 'hint') ?? T.failed.later]
    : [T.failed.unexpected, T.failed.look];
  const failed = checkStage({ stage, label, status: 'failed', detail, remedy });
  return { ...failed, detail: asSentence(failed.detail), remedy: asSentence(failed.remedy ?? '') };
}

/** A part of an error as a text that can be said in other languages, where it has a name. */
export function textOf(error: RollcallError, part: 'doing' | 'happened' | 'hint'): Text | undefined {
  const plain = error[part];
  const said = error.said?.[part];
  return plain === undefined || said === undefined ? plain : { plain, said };
}
