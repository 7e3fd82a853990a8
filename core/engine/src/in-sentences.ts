import { asSentence, type CheckReport } from '@rollcall/contract';

/** Errors speak in halves of a sentence and adapters as they like: whoever looks at a check reads whole sentences. */
export function inSentences({ stages, ...report }: CheckReport): CheckReport {
  return {
    ...report,
    stages: stages.map(({ remedy, ...stage }) => ({
      ...stage,
      detail: asSentence(stage.detail),
      ...(remedy === undefined ? {} : { remedy: asSentence(remedy) }),
    })),
  };
}
