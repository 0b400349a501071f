/**
 * For which refusal a destination is held, and whether its last probe was a lead that had been refused before. When a lead
 * was stored by the ledger's own clock: `received_at` is by the clock of the hub that took it.
 */
export const refusals = `
alter table destinations add column refusal text not null default '';
alter table destinations add column awaits_new boolean not null default false;
alter table leads add column stored_at timestamptz not null default now();
update destinations t set refusal = code
where state = 'held' and held_by = '' and code <> '' and exists (
  select from deliveries d
  where d.destination = t.id and d.state = 'held' and d.class = 'rejected' and d.code = t.code);
`
