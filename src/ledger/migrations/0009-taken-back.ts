/**
 * Does nothing. For a short while, before a release, a ninth migration made two functions that nothing calls any more; a
 * database of that time is at 9 and keeps them, unused.
 */
export const takenBack = 'select 1'
