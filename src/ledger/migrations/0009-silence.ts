/** What a usual week of each series of leads brings, and its present quiet. A series is `source:web`, `offer:web/contoso.app` or `destination:crm`. */
export const silence = `
-- The lead came with many others, from a file or from the first reading of a table.
alter table leads add column in_bulk boolean not null default false;
-- Those of the last twelve weeks, from which a usual week is learnt.
update leads l set in_bulk = true from fingerprints f
  where f.lead_id = l.id and f.source = l.source and left(f.fingerprint, 2) = 'i:'
    and l.id >= (lpad(to_hex((extract(epoch from now() - interval '84 days') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

create table quiet_hours (
  series text not null,
  hour timestamptz not null,
  leads int not null,
  primary key (series, hour)
);

-- The highest quiet that ended on each day (UTC), in leads that the quiet usually brings.
create table quiet_days (
  series text not null,
  day date not null,
  longest real not null,
  since timestamptz not null,
  until timestamptz not null,
  primary key (series, day)
);

create table quiet_state (
  series text primary key,
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- The quiet counts from here: the last lead, moved forward by the time in which the hub was down.
  counted_from timestamptz not null,
  learnt_at timestamptz,
  model jsonb,
  threshold real,
  slow real not null default 1,
  -- When silences of the last 14 days ended.
  alarms timestamptz[] not null default '{}'
);

-- Test leads that the hub posts to its own public address.
create table canaries (
  source text primary key,
  next_at timestamptz not null,
  failures int not null default 0,
  reason text not null default '',
  arrived_at timestamptz,
  failed_at timestamptz
);

-- One row. Who looks locks it.
create table quiet_look (
  one boolean primary key default true check (one),
  -- Leads up to here were looked at; null before the first look.
  scanned_to timestamptz,
  -- When a worker last looked.
  alive_at timestamptz,
  -- The last time in which no worker looked.
  down_from timestamptz,
  resumed_at timestamptz not null default now()
);
insert into quiet_look default values;
`
