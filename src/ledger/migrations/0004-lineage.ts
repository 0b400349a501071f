/** Acts on many touch exactly what was shown, a replay can be taken back, and a person settles what is uncertain. */
export const lineage = `
alter table deliveries
  -- When the state last changed, by the ledger's clock. An act on many leaves out what changed after its preview.
  add column changed_at timestamptz not null default now(),
  -- The replay of many that last put the delivery in line; null if it was replayed alone since.
  add column replay uuid,
  -- The operator who settled the delivery or had it looked up, since its last attempt.
  add column settled_by text not null default '',
  add column settled_how text not null default '' check (settled_how in ('', 'word', 'look-up')),
  add column settled_why text not null default '';
-- With the time of the change, a preview is counted from the index alone.
drop index deliveries_board;
create index deliveries_board on deliveries (destination, state, lead_id) include (changed_at);
-- Counts how the deliveries of a replay ended, and finds them part by part.
create index deliveries_replay on deliveries (replay, lead_id, destination) include (state) where replay is not null;

alter table leads add column changed_at timestamptz not null default now();

alter table replays
  -- Deliveries whose state changed later do not belong to the replay. A replay under way at this moment has all.
  add column as_of timestamptz not null default clock_timestamp(),
  -- How many deliveries were taken back.
  add column undone int not null default 0;

-- Each time that an operator put a delivery in line, with the values that the replay replaced.
create table replayed (
  delivery uuid not null,
  at timestamptz not null default now(),
  actor text not null,
  -- The replay of many; null if the delivery was replayed alone.
  replay uuid,
  state text not null,
  -- The number of claims before the replay. If it is higher now, an attempt has begun.
  generation int not null,
  next_attempt_at timestamptz,
  queued_at timestamptz not null,
  retry_since timestamptz,
  settled_at timestamptz,
  undone_at timestamptz,
  primary key (delivery, at)
);

create table lookups (
  id uuid primary key,
  actor text not null,
  filter jsonb not null,
  as_of timestamptz not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  stopped boolean not null default false,
  lease_until timestamptz not null default now(),
  total int not null,
  found int not null default 0,
  absent int not null default 0,
  cannot int not null default 0,
  -- The failure of the last delivery that could not be looked up.
  code text not null default '',
  problem text not null default '',
  message text not null default '',
  after_destination text not null default '',
  after_lead uuid not null default '00000000-0000-0000-0000-000000000000'
);
create index lookups_under_way on lookups (lease_until) where finished_at is null;
`
