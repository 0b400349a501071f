/** Plain SQL: what PostgreSQL holds is read here and nowhere else. */
export const ledger = `
create table leads (
  id uuid primary key,
  source text not null,
  state text not null check (state in ('received', 'routed', 'unrouted', 'unreadable', 'suppressed', 'erased')),
  received_at timestamptz not null,
  lead jsonb,
  raw bytea not null,
  content_type text not null default '',
  reason text not null default '',
  offer text not null default '',
  email text not null default '',
  test boolean not null default false,
  config_version text not null default ''
);
create index leads_unsettled on leads (state, id) where state <> 'routed';
create index leads_email on leads (email, id) where email <> '';
create index leads_offer on leads (offer, id);

create table fingerprints (
  source text not null,
  fingerprint text not null,
  lead_id uuid not null,
  seen_at timestamptz not null,
  primary key (source, fingerprint)
);
create index fingerprints_age on fingerprints (seen_at);

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
  probe_delivery uuid
);

create table deliveries (
  id uuid primary key,
  lead_id uuid not null references leads (id),
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
  unique (lead_id, destination)
);
create index deliveries_board on deliveries (destination, state, lead_id);
create index deliveries_state on deliveries (state, id) where state <> 'delivered';
create index deliveries_reference on deliveries (reference) where reference <> '';

create table attempts (
  id bigint generated always as identity primary key,
  delivery_id uuid not null references deliveries (id),
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
  config_version text not null default ''
);
create index attempts_delivery on attempts (delivery_id, id);
create index attempts_destination on attempts (destination, id);

create table config_versions (
  version text primary key,
  loaded_at timestamptz not null default now(),
  text text not null
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}'
);

create table workers (
  id uuid primary key,
  beat_at timestamptz not null default now(),
  role text not null,
  pid int not null
);

create table memory (
  destination text not null,
  key text not null,
  value text not null default '',
  primary key (destination, key)
);
`
