/** The first tables, in plain SQL. The present tables follow from all migrations. */
export const ledger = `
create table leads (
  id uuid primary key,
  source text not null,
  state text not null check (state in ('received', 'routed', 'unrouted', 'unreadable', 'suppressed', 'erased')),
  -- By the clock of the hub that took the lead in.
  received_at timestamptz not null,
  lead jsonb,
  raw bytea not null,
  content_type text not null default '',
  reason text not null default '',
  offer text not null default '',
  email text not null default '',
  test boolean not null default false,
  config_version text not null default '',
  repeat_of uuid,
  approved boolean not null default false,
  -- Destinations for which the lead waits for approval.
  awaiting text[] not null default '{}',
  -- By the ledger's clock.
  stored_at timestamptz not null default now(),
  -- An earlier lead that its sender sent under the same key.
  same_key_as uuid
);
create index leads_unsettled on leads (state, id) where state <> 'routed';
create index leads_email on leads (email, id) where email <> '';
create index leads_offer on leads (offer, id);
create index leads_awaiting on leads (id) where awaiting <> '{}';

create table fingerprints (
  source text not null,
  fingerprint text not null,
  lead_id uuid not null,
  seen_at timestamptz not null,
  primary key (source, fingerprint)
);
create index fingerprints_age on fingerprints (seen_at);
-- Finds the fingerprints of an erased lead.
create index fingerprints_lead on fingerprints (lead_id);

create table destinations (
  id text primary key,
  connector text not null,
  state text not null default 'open' check (state in ('open', 'held', 'resting', 'paused')),
  since timestamptz not null default now(),
  settings_hash text not null default '',
  configured boolean not null default true,
  problem text not null default '',
  code text not null default '',
  status int,
  message text not null default '',
  probe_at timestamptz,
  probes int not null default 0,
  probe_delivery uuid,
  -- The operator who holds the destination.
  held_by text not null default '',
  -- The code of the refusals for which the destination is held.
  refusal text not null default '',
  -- The last probe was a lead that had failed before.
  awaits_new boolean not null default false
);

create table deliveries (
  id uuid primary key,
  lead_id uuid not null,
  destination text not null,
  state text not null check (state in
    ('queued', 'sending', 'delivered', 'waiting', 'held', 'rejected', 'uncertain', 'exhausted', 'cancelled')),
  turn int not null default 0,
  attempts int not null default 0,
  may_be_there boolean not null default false,
  route text not null default '',
  config_version text not null default '',
  created_at timestamptz not null default now(),
  queued_at timestamptz not null default now(),
  next_attempt_at timestamptz,
  first_attempt_at timestamptz,
  retry_since timestamptz,
  sending_since timestamptz,
  worker uuid,
  settled_at timestamptz,
  class text not null default '',
  code text not null default '',
  status int,
  problem text not null default '',
  message text not null default '',
  outcome text not null default '',
  reference text not null default '',
  link text not null default '',
  replays int not null default 0,
  -- The decisions of the domain rules when the lead was routed.
  handling text not null default '',
  test boolean not null default false,
  -- The worker writes a departure right before the request leaves.
  departs boolean not null default false,
  receipt_attempt bigint,
  doubled boolean not null default false,
  unique (lead_id, destination)
);
create index deliveries_board on deliveries (destination, state, lead_id);
create index deliveries_state on deliveries (state, id) where state <> 'delivered';
create index deliveries_reference on deliveries (reference) where reference <> '';
create index deliveries_problem on deliveries (problem, id) where problem <> '';
create index deliveries_class on deliveries (class, id) where class <> '';
create index deliveries_code on deliveries (code, id) where code <> '';
create index deliveries_doubled on deliveries (id) where doubled;

create table departures (worker uuid primary key, deliveries uuid[] not null);

create table attempts (
  id bigint generated always as identity,
  delivery_id uuid not null,
  lead_id uuid not null,
  destination text not null,
  number int not null,
  started_at timestamptz not null,
  took_ms int not null,
  outcome text not null default '',
  class text not null default '',
  code text not null default '',
  status int,
  message text not null default '',
  excerpt text not null default '',
  notes jsonb not null default '[]',
  worker uuid,
  config_version text not null default '',
  -- Each receipt keeps its reference, so that a second receipt for the same delivery is shown.
  reference text not null default '',
  link text not null default '',
  primary key (delivery_id, id)
);
create index attempts_destination on attempts (destination, id);

create table config_versions (
  version text primary key,
  loaded_at timestamptz not null default now(),
  text text not null,
  -- A text that comes back into force gets a new time here.
  in_force_since timestamptz not null default now()
);
create index config_versions_since on config_versions (in_force_since, version);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}'
);
create index audit_subject on audit (subject, id);

create table workers (
  id uuid primary key,
  beat_at timestamptz not null default now(),
  role text not null,
  pid int not null
);

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
  after_destination text not null default '',
  stopped boolean not null default false
);
create index replays_under_way on replays (lease_until) where finished_at is null;

-- The position of the reading of each polled table.
create table polls (
  source text primary key,
  configured boolean not null default true,
  settings_hash text not null default '',
  place text not null default '',
  watermark timestamptz,
  scan_after text not null default '',
  scan_newest timestamptz,
  scan_began timestamptz,
  due_at timestamptz not null default now(),
  lease uuid,
  lease_until timestamptz not null default now(),
  succeeded_at timestamptz,
  failures int not null default 0,
  failed_at timestamptz,
  class text not null default '',
  code text not null default '',
  status int,
  problem text not null default '',
  message text not null default ''
);

create table polled_rows (
  source text not null,
  row_key bytea not null,
  lead_id uuid not null,
  primary key (source, row_key)
);

create table erasures (
  id uuid primary key,
  actor text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  lease_until timestamptz not null default now(),
  far_ends boolean not null,
  leads int not null default 0
);
create index erasures_under_way on erasures (lease_until) where finished_at is null;

create table erasure_leads (
  erasure uuid not null references erasures (id),
  lead uuid not null,
  erased boolean not null default false,
  primary key (erasure, lead)
);

create table erasure_records (
  erasure uuid not null references erasures (id),
  delivery uuid not null,
  destination text not null,
  reference text not null default '',
  state text not null default 'pending' check (state in ('pending', 'erased', 'absent', 'by-hand', 'failed')),
  code text not null default '',
  problem text not null default '',
  message text not null default '',
  tries int not null default 0,
  next_at timestamptz not null default now(),
  primary key (erasure, delivery)
);

create table retention (
  source text primary key,
  keep_ms bigint not null,
  ran_at timestamptz not null
);

create table memory (
  destination text not null,
  key text not null,
  value text not null default '',
  primary key (destination, key)
);
-- The keys of a delivery end in its id.
create index memory_delivery on memory (right(key, 36));
`
