import { type CheckStage, checkStage, type Sentence, type Text } from '@rollcall/contract';

/** A stage of another status, and with more to its detail. */
export function withDetail(
  { stage, label, detail, remedy, said = {} }: CheckStage,
  status: CheckStage['status'],
  more: (detail: Text) => Sentence,
): CheckStage {
  return checkStage({
    stage,
    status,
    label: said.label === undefined ? label : { plain: label, said: said.label },
    detail: more(said.detail === undefined ? detail : { plain: detail, said: said.detail }),
    remedy: remedy === undefined || said.remedy === undefined ? remedy : { plain: remedy, said: said.remedy },
  });
}
