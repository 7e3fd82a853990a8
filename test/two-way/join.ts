import { seededRandom } from '@rollcall/testing';
import type { TwoSites } from '../support/two-way-stage.js';
import { addPerson } from '../support/two-way-stage.js';

export interface JoinedSites {
  /** In both, by one name. */
  readonly same: number;
  /** Of those: an address in other letters. */
  readonly otherCase: number;
  /** Of those: two people whose addresses are swapped on one site. */
  readonly swapped: number;
  /** Somebody else at Joomla has the address of somebody at Drupal. */
  readonly doubles: number;
  /** Whose address that is. Joomla refuses every change of an account whose address another one has. */
  readonly twins: readonly string[];
}

/** Two sites with a history of their own: so many accounts each, 60 per cent the same people, some of them in disorder. */
export function disorder(sites: TwoSites, people: number, seed: number): JoinedSites {
  const random = seededRandom(seed);
  const same = Math.round(people * 0.6);
  const swapped = Math.max(2, 2 * Math.round(people / 200));
  let otherCase = 0;
  const twins: string[] = [];
  for (let number = 0; number < same; number += 1) {
    const name = `same${number}`;
    addPerson(sites, 'drupal', name, { department: `D${number % 7}` });
    const isSwapped = number < swapped;
    const partner = number % 2 === 0 ? number + 1 : number - 1;
    const isOtherCase = !isSwapped && random() < 0.2;
    if (isOtherCase) otherCase += 1;
    const mail = isSwapped
      ? `same${partner}@example.test`
      : isOtherCase
        ? `Same${number}@Example.test`
        : `${name}@example.test`;
    addPerson(sites, 'joomla', isOtherCase ? name.toUpperCase() : name, {
      mail,
      ...(number % 3 === 0 ? {} : { department: `D${number % 7}` }),
    });
  }
  const rest = people - same;
  const doubles = Math.max(2, Math.round(people / 100));
  for (let number = 0; number < rest; number += 1) {
    addPerson(sites, 'drupal', `only-drupal${number}`);
    addPerson(
      sites,
      'joomla',
      `only-joomla${number}`,
      number < doubles ? { mail: `same${same - 1 - number}.alias@example.test` } : {},
    );
  }
  // Joomla's own duplicates: another account of a person whom both sites have under one name.
  for (let number = 0; number < doubles; number += 1) {
    const user = sites.joomla.userByUsername(`only-joomla${number}`);
    const name = `same${same - 1 - number}`;
    if (user !== undefined) sites.joomla.rename(user, { email: `${name}@example.test` });
    twins.push(name);
  }
  return { same, otherCase, swapped, doubles, twins };
}
