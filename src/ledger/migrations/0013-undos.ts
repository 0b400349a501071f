/** An undo of a replay of many runs in the background, as the replay did, under the lease of the replay. */
export const undos = `
alter table replays
  -- Who asked for the undo, and when. A later undo of the same replay replaces both.
  add column undo_actor text not null default '',
  add column undo_asked_at timestamptz,
  add column undo_ended_at timestamptz;
create index replays_undos on replays (lease_until) where undo_asked_at is not null and undo_ended_at is null;
`
