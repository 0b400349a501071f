/** Leads are found by words: of the name, the company, the address and the telephone. */
export const search = `
create table search (lead uuid primary key, words tsvector not null);
create index search_words on search using gin (words);

-- Leads whose words are not in the table search yet. The transaction that stores a lead also writes this note, so no
-- lead is missed, in whatever order transactions commit. A note names many leads, because leads are stored in groups.
create table search_due (number bigint generated always as identity primary key, leads uuid[] not null);
-- Short arrays stay in their row.
alter table search_due alter column leads set storage main;

create function note_search_due() returns trigger language plpgsql as $$
begin
  insert into search_due (leads)
  select array_agg(id) from (
    select id, (row_number() over () - 1) / 200 as part from added where lead is not null) numbered group by part;
  return null;
end $$;
create trigger leads_search_due after insert on leads referencing new table as added
  for each statement execute function note_search_due();

insert into search_due (leads)
select array_agg(id) from (
  select id, (row_number() over (order by id) - 1) / 200 as part from leads where lead is not null) numbered
group by part order by part;

create index audit_actor on audit (actor, id);
create index audit_act on audit (action, id);
create index audit_actor_act on audit (actor, action, id);
create index audit_at on audit (at);
`
