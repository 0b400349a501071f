/** A replay of many can be stopped; an erased lead's fingerprints are found by it. */
export const stopping = `
alter table replays add column stopped boolean not null default false;
create index fingerprints_lead on fingerprints (lead_id);
`
