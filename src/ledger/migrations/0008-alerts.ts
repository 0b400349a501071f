/** What the hub tells people: alerts, and the messages by which people are told. */
export const alerts = `
create table alerts (
  id uuid primary key,
  -- held:crm-eu. At most one alert of a key is open.
  key text not null,
  kind text not null,
  severity text not null check (severity in ('critical', 'warning', 'info')),
  -- Id of a destination, source, offer or channel. No person, no text of a lead.
  subject text not null,
  -- Counts, codes and times as of the last look.
  detail jsonb not null default '{}',
  -- Grows with the trouble. People are told again when it has doubled.
  size int not null default 0,
  since timestamptz not null,
  opened_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  -- Before this moment people are told nothing, and the alert is in no list.
  due_at timestamptz not null,
  -- Ended: no longer so. Closed: it stayed so for a while.
  ended_at timestamptz,
  closed_at timestamptz,
  reopened int not null default 0,
  -- The open alert that explains this one.
  inhibited_by uuid,
  acknowledged_by text not null default '',
  acknowledged_at timestamptz,
  -- Of a snooze: when the acknowledgement ends.
  acknowledged_until timestamptz,
  note text not null default '',
  told_at timestamptz,
  escalated_at timestamptz,
  -- Closed, and nothing is left to tell.
  finished boolean not null default false
);
-- The gate: of many workers exactly one opens an alert.
create unique index alerts_open on alerts (key) where closed_at is null;
create index alerts_unfinished on alerts (id) where not finished;

-- What each channel was told of an alert.
create table alert_marks (
  alert uuid not null references alerts (id) on delete cascade,
  channel text not null,
  -- The message that told of the opening: later ones are its replies.
  message uuid not null,
  told_at timestamptz not null,
  severity text not null,
  size int not null,
  reminders int not null default 0,
  acknowledged boolean not null default false,
  closed boolean not null default false,
  primary key (alert, channel)
);

create table channels (
  id text primary key,
  type text not null,
  configured boolean not null default true,
  settings_hash text not null,
  state text not null default 'open' check (state in ('open', 'held')),
  since timestamptz not null default now(),
  problem text not null default '',
  code text not null default '',
  status int,
  message text not null default '',
  -- The first failure after the last message that was sent.
  failing_since timestamptz,
  sent_at timestamptz,
  probe_at timestamptz,
  probes int not null default 0,
  -- When a message about alerts was last written for it, and when one about a new critical alert.
  planned_at timestamptz,
  urgent_at timestamptz
);

create table messages (
  id uuid primary key,
  channel text not null,
  kind text not null check (kind in ('alert', 'digest', 'contact', 'proof', 'report', 'test')),
  content jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'waiting', 'held', 'exhausted')),
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  -- While it is sent: when another worker may send it again.
  next_attempt_at timestamptz not null default now(),
  -- The attempt under way.
  attempt uuid,
  settled_at timestamptz,
  receipt jsonb,
  class text not null default '',
  problem text not null default '',
  code text not null default '',
  status int,
  error text not null default ''
);
create index messages_unsent on messages (channel, id) include (kind)
  where state in ('queued', 'sending', 'waiting', 'held');
`
