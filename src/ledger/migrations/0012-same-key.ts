/** A lead under a key that its sender had used for another lead names that one. */
export const sameKey = 'alter table leads add column same_key_as uuid'
