import mappers from '@rollcall/mappers';

/** Extensions that every installation has without naming them. */
export const BUILT_IN = [mappers];
