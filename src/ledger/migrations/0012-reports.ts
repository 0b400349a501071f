/** When the next report is due. */
export const reports = `
create table reports (
  id text primary key,
  -- The recurrence as the configuration has it: another one makes a new due time.
  recurrence text not null,
  next_due timestamptz not null,
  -- When the last report was written.
  told_at timestamptz
);
`
