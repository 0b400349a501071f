/** The daily proof: what was accepted, what was delivered, and what is at the far ends. */
export const reconciliations = `
-- Days are texts such as 2027-03-28, in the zone of the row.
create table proof_days (
  day text primary key,
  zone text not null,
  since timestamptz not null,
  until timestamptz not null,
  -- An operator asked for the day; blank if the hub did.
  actor text not null default '',
  wanted_at timestamptz,
  -- The last run, which is under way until it is finished.
  began_at timestamptz,
  finished_at timestamptz,
  lease_until timestamptz not null default '-infinity',
  -- Every record is asked for again, also those that were there.
  whole boolean not null default false,
  -- Nothing of the day is under way any more.
  closed boolean not null default false,
  -- People were told the figures.
  told boolean not null default false,
  -- Leads without test leads, by state.
  leads jsonb not null default '{}',
  -- Leads that do not add up: each with an id and the reason.
  odd jsonb not null default '[]'
);

create table reconciliations (
  day text not null,
  destination text not null,
  offer text not null,
  accepted int not null,
  delivered int not null,
  waiting int not null,
  failed int not null,
  cancelled int not null,
  present int not null,
  missing int not null,
  unchecked int not null,
  checked_at timestamptz not null,
  primary key (day, destination, offer)
);
create index reconciliations_missing on reconciliations (destination, day) where missing > 0;

-- Why a destination could not be asked in the last run; blank if it was asked.
create table proof_destinations (
  day text not null,
  destination text not null,
  run_at timestamptz not null,
  why text not null default '',
  code text not null default '',
  problem text not null default '',
  message text not null default '',
  primary key (day, destination)
);

-- The far ends' answers. Those of closed days are kept only for records that are missing.
create table proofs (
  day text not null,
  destination text not null,
  delivery uuid not null,
  lead uuid not null,
  -- null: the far end tells nothing of this record.
  there boolean,
  at timestamptz not null,
  primary key (day, destination, delivery)
);

-- Microsoft's ids of leads that a download matched, so that the next download matches by them.
create table referrals (referral text primary key, lead uuid not null, matched_at timestamptz not null default now());
create index referrals_lead on referrals (lead);
`
