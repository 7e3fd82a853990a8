import { pageOf } from './page-of.js';

/** Access levels of a fresh Joomla, in their order. */
const LEVELS = [
  { id: 1, title: 'Public', rules: '[1]' },
  { id: 5, title: 'Guest', rules: '[9]' },
  { id: 2, title: 'Registered', rules: '[6,2,8]' },
  { id: 3, title: 'Special', rules: '[6,3,8]' },
  { id: 6, title: 'Super Users', rules: '[8]' },
] as const;

export function listLevels(url: URL): Response {
  return pageOf(url, LEVELS, (level) => ({ type: 'levels', id: String(level.id), attributes: level }));
}
