/** How far the tables that are polled were read, and which of their rows have been taken. */
export const polling = `
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
`
