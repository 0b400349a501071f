/** Where a lead that some routes delivered waits for approval. */
export const approval = `
alter table leads add column awaiting text[] not null default '{}';
create index leads_awaiting on leads (id) where awaiting <> '{}';
`
