/** The queue no longer knows single deliveries, because the ledger has their order and their due times. */
export const bell = `
-- Counts the claims of a delivery, so that the result of an earlier claim changes nothing.
alter table deliveries rename column turn to generation;
create index deliveries_due on deliveries (destination, next_attempt_at) where state = 'waiting';
`
