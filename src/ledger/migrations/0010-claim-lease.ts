/**
 * A claim is a lease: `departed_at` tells whether its request may have left. Each receipt keeps its record, so that a second
 * one for the same delivery is shown, not swallowed.
 */
export const claimLease = `
alter table deliveries add column departed_at timestamptz;
-- Until now a claim meant that the request may have left.
update deliveries set departed_at = sending_since where state = 'sending';
alter table deliveries add column receipt_attempt bigint;
alter table deliveries add column doubled boolean not null default false;
create index deliveries_doubled on deliveries (id) where doubled;
alter table attempts add column reference text not null default '';
alter table attempts add column link text not null default '';
`
