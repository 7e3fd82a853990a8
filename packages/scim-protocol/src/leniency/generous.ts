import type { Leniency } from '../patch/operation.js';
import { ENTRA_LENIENCY } from './entra.js';

/** For clients that are not known: everything that is understood without guessing, whoever does it. */
export const GENEROUS_LENIENCY: Leniency = { ...ENTRA_LENIENCY, name: 'generous' };
