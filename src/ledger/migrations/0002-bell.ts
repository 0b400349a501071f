/** The queue no longer knows single deliveries: the ledger alone orders and times them. */
export const bell = `
-- Counts the claims of a delivery: what an earlier claim brings changes nothing any more.
alter table deliveries rename column turn to generation;
create index deliveries_due on deliveries (destination, next_attempt_at) where state = 'waiting';
`
