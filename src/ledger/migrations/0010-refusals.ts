/** For which refusal a destination is held, and whether its last probe was a lead that had been refused before. */
export const refusals = `
alter table destinations add column refusal text not null default '';
alter table destinations add column awaits_new boolean not null default false;
update destinations t set refusal = code
where state = 'held' and held_by = '' and code <> '' and exists (
  select from deliveries d
  where d.destination = t.id and d.state = 'held' and d.class = 'rejected' and d.code = t.code);
`
