/** Who was erased, and what the far ends said to it; what is found again when leads are erased. */
export const erasure = `
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

create index memory_delivery on memory (right(key, 36));
`
