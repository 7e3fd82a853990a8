import { DRUPAL_ACCOUNTS, generateDrupalSite } from '@rollcall/testing';
import { expect } from 'chai';
import { type CommandResult, openStage, type Stage, type StageOptions } from '../support/stage.js';

/** A stage on which something is wrong, and what the command line says to it. */
export interface BadStage extends Stage {
  /**
   * Runs a command that must end with this code and this text, and neither write to the target nor tell a secret.
   * In the text FOLDER, DRUPAL, JOOMLA and HERE stand for what differs from run to run.
   */
  refuses(args: readonly string[], code: number, text: string, here?: string): Promise<void>;
}

/** What a configuration or a person got wrong on purpose; none of it may be shown. */
export const WRONG_SECRET = 'a-wrong-secret-123';

export async function openBadStage(options: Partial<StageOptions> = {}): Promise<BadStage> {
  const stage = await openStage({ drupal: generateDrupalSite({ users: 12, seed: 2 }), ...options });
  const places: readonly (readonly [string, string])[] = [
    [stage.folder, 'FOLDER'],
    [stage.drupal.url, 'DRUPAL'],
    [stage.joomla.url, 'JOOMLA'],
  ];
  const refuses: BadStage['refuses'] = async (args, code, text, here) => {
    const before = people(stage);
    const result = await stage.rollcall(...args);
    const said = [...places, [here ?? 'HERE', 'HERE'] as const]
      .reduce((all, [place, name]) => all.replaceAll(place, name), result.err + result.out)
      // Lists of what there is grow with the product.
      .replaceAll(/Known: [^()]*?\.(?= |$)/gm, 'Known: ….');
    expect(said.trim()).to.equal(text);
    expect(result.code, 'the exit code').to.equal(code);
    expectHarmless(result, stage);
    expect(people(stage), 'accounts of the target').to.deep.equal(before);
  };
  return { ...stage, refuses };
}

/** No stack, no call for a report of a fault, no secret. */
export function expectHarmless({ out, err }: CommandResult, stage: Stage): void {
  const said = out + err;
  expect(said).to.not.match(/^\s+at .*:\d+/m);
  expect(said).to.not.contain('fault in Rollcall');
  for (const secret of [WRONG_SECRET, DRUPAL_ACCOUNTS.provisioner.pass, ...Object.values(stage.env)])
    expect(said).to.not.contain(secret);
}

function people({ joomlaSite }: Stage): readonly string[] {
  return [...joomlaSite.users.values()].map((user) =>
    JSON.stringify({ ...user, lastvisitDate: null, groups: [...user.groups] }),
  );
}
