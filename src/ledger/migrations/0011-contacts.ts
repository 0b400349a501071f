/** Which lead was told to which contact, and in which message. */
export const contacts = `
create table contacts (
  id text primary key,
  -- The recurrence as the configuration has it: another one makes a new due time.
  recurrence text not null,
  next_due timestamptz not null,
  -- When the last message was written, with the leads up to it.
  told_at timestamptz
);

create table told (
  contact text not null,
  lead_id uuid not null,
  -- The message that told it. The row itself says so: a time or a number as a mark would pass over leads that are
  -- committed late.
  message uuid,
  primary key (contact, lead_id)
);
create index told_not_yet on told (contact, lead_id) where message is null;
create index told_lead on told (lead_id);
`
