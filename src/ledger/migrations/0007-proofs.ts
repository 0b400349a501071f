/** What look-ups and words of operators proved counts as delivered, and stays in the history of its delivery. */
export const proofs = `
-- Few deliveries are settled without an attempt.
create index deliveries_proved on deliveries (settled_at) include (destination, test)
  where state = 'delivered' and settled_how <> '';
-- Attempts that brought a receipt for a delivery that had one before.
alter table attempt_hours add column again int not null default 0;
alter table replayed
  -- The settlement that the delivery had at the replay. The next attempt clears it there.
  add column settled_by text not null default '',
  add column settled_how text not null default '',
  add column settled_why text not null default '';
`
