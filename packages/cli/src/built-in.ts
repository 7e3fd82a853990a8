import mappers from '@rollcall/mappers';
import triggers from '@rollcall/triggers';

/** Extensions that every installation has without naming them. */
export const BUILT_IN = [mappers, triggers];
