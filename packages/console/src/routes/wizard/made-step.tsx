import type { Support } from '@rollcall/contract';
import type { Discovery } from '@rollcall/engine';
import type { Problem } from '@rollcall/plugin';
import { describeSync, discoverSync, type Step, type SyncDraft } from '../../api/setup.js';
import { namesOf, readSettings, settingsOfStep } from '../../api/sync-settings.js';
import { branch, type FormTree } from '../../forms/read-form.js';
import { SettingsStep } from '../../pages/wizard/choices.js';
import { STEP_FIELDS, type StepFieldsProps } from '../../pages/wizard/step-fields.js';
import { TEXTS } from '../../texts/texts.js';
import { type Answer, frameOf } from '../page-route.js';
import type { Asked } from '../route.js';

type Settings = Readonly<Record<string, unknown>>;

/** A step of setting a sync up: what its form means, and how it is shown with settings that may not be saved yet. */
export interface WizardStep {
  readonly read: (form: FormTree, draft: SyncDraft) => Settings;
  readonly show: (asked: Asked, draft: SyncDraft, shown: Shown) => Promise<Answer>;
}

export interface Shown {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
}

/** A step that is made from the class of the sync, whichever way it goes. */
export function madeStep(step: Step): WizardStep {
  return {
    read: (form, draft) => readMade(step, form, draft),
    show: async (asked, draft, { settings, problems }) => {
      const discovery = await discoverSync(asked.services, draft.name);
      const fields = { ...madeFields(step, draft, discovery), settings, problems };
      const page = <SettingsStep frame={await frameOf(asked)} draft={draft} step={step} {...fields} />;
      return { page, status: problems.length === 0 ? 200 : 422 };
    },
  };
}

/** What a form says of the settings that a step makes from the class. */
export function readMade(step: Step, form: FormTree, draft: SyncDraft): Settings {
  return readSettings(settingsOfStep(describeSync(draft.twoWay), step), branch(form[STEP_FIELDS]), namesOf(draft));
}

export function madeFields(
  step: Step,
  draft: SyncDraft,
  discovery: Discovery,
): Pick<StepFieldsProps, 'described' | 'names' | 'remarks'> {
  return {
    described: settingsOfStep(describeSync(draft.twoWay), step),
    names: namesOf(draft, discovery),
    remarks: remarksOf(draft, discovery),
  };
}

/** What the systems cannot do, beside what would need it. */
function remarksOf(
  { twoWay, from = '', to = '' }: SyncDraft,
  { support, sourceSupport }: Discovery,
): NonNullable<StepFieldsProps['remarks']> {
  const asked = twoWay
    ? { create: { [from]: sourceSupport?.create, [to]: support?.create } }
    : { operations: { ...support } };
  return Object.fromEntries(Object.entries(asked).map(([setting, by]) => [setting, refused(by)]));
}

function refused(by: Readonly<Record<string, Support | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(by).flatMap(([value, can]) =>
      can?.supported === false ? [[value, `${TEXTS.setup.operations.unsupported}: ${can.reason}`]] : [],
    ),
  );
}
