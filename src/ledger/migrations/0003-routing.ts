/** What routing decides about a lead and a delivery beside where they go. */
export const routing = `
alter table leads add column repeat_of uuid;
alter table leads add column approved boolean not null default false;
alter table deliveries add column handling text not null default '';
`
