/**
 * What pages ask: indexes for deliveries that have not arrived, figures by the hour, and the history of each
 * destination's state.
 */
export const figures = `
-- A delivery that simply arrives never enters this index. It holds all that groups, counts, previews and metrics need.
create index deliveries_trouble on deliveries (destination, state, problem, code, class, id)
  include (lead_id, created_at, test, changed_at)
  where state in ('waiting', 'held', 'rejected', 'uncertain', 'exhausted');
-- The newest deliveries that arrived at a destination, also if it has had none for long.
create index deliveries_arrived on deliveries (destination, id) where state = 'delivered';
-- The leads of a source, and the last of them.
create index leads_source on leads (source, id);
create index attempts_time on attempts using brin (started_at) with (pages_per_range = 32, autosummarize = on);
-- Also finds references by their first characters, whatever the collation of the database is.
drop index deliveries_reference;
create index deliveries_reference on deliveries (reference text_pattern_ops) where reference <> '';
drop index leads_unsettled;
create index leads_unsettled on leads (state, id) include (test) where state <> 'routed';

-- Leads that came in, by the hour (hours = 1) or, when they are old, by the day (hours = 24, in UTC).
create table lead_hours (
  at timestamptz not null,
  hours int not null default 1,
  source text not null,
  offer text not null,
  test boolean not null,
  received int not null,
  unrouted int not null,
  unreadable int not null,
  primary key (at, hours, source, offer, test)
);

-- Attempts that began, by the hour or by the day. The result is the outcome of the receipt, or the class of the failure.
create table attempt_hours (
  at timestamptz not null,
  hours int not null default 1,
  destination text not null,
  result text not null,
  test boolean not null,
  attempts int not null,
  ms bigint not null,
  -- How many attempts took so long, by the bounds of ledger/figures/histogram.ts.
  histogram int[] not null,
  primary key (at, hours, destination, result, test)
);

-- One row: which hours are counted. The hours before the upgrade are counted from the newest to the oldest.
create table counted (
  one boolean primary key default true check (one),
  since timestamptz not null default date_trunc('day', now(), 'UTC'),
  until timestamptz not null default date_trunc('day', now(), 'UTC'),
  -- Hours before this moment are days by now.
  by_day_until timestamptz not null default '-infinity',
  whole boolean not null default false
);
insert into counted default values;

create table destination_changes (
  id bigint generated always as identity primary key,
  destination text not null,
  at timestamptz not null default now(),
  state text not null,
  problem text not null default '',
  code text not null default '',
  -- The operator who did it; blank if the hub did.
  actor text not null default '',
  -- In the operator's words.
  reason text not null default ''
);
create index destination_changes_of on destination_changes (destination, id);
insert into destination_changes (destination, at, state, problem, code, actor, reason)
  select id, since, state, problem, code, held_by, case when held_by <> '' then message else '' end from destinations;
`
