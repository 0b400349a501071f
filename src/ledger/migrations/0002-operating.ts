/** What operators do: holds of their own, replays in the background, and finding what they did. */
export const operating = `
alter table destinations add column held_by text not null default '';

create table replays (
  id uuid primary key,
  actor text not null,
  filter jsonb not null,
  again boolean not null default false,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  lease_until timestamptz not null default now(),
  total int not null,
  done int not null default 0,
  after_lead uuid not null default '00000000-0000-0000-0000-000000000000',
  after_destination text not null default ''
);
create index replays_under_way on replays (lease_until) where finished_at is null;

create index deliveries_problem on deliveries (problem, id) where problem <> '';
create index deliveries_class on deliveries (class, id) where class <> '';
create index deliveries_code on deliveries (code, id) where code <> '';
create index audit_subject on audit (subject, id);
`
