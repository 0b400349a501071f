/**
 * A claim is a lease. Where a delivery `departs`, its worker writes into `departures` what may have left, right before it
 * leaves. Each receipt keeps its record, so that a second one for the same delivery is shown, not swallowed.
 */
export const claimLease = `
alter table deliveries add column departs boolean not null default false;
create table departures (worker uuid primary key, deliveries uuid[] not null);
alter table deliveries add column receipt_attempt bigint;
alter table deliveries add column doubled boolean not null default false;
create index deliveries_doubled on deliveries (id) where doubled;
alter table attempts add column reference text not null default '';
alter table attempts add column link text not null default '';
`
