/** What routing decides about a lead and a delivery beside where they go. */
export const routing = `
alter table leads add column repeat_of uuid;
alter table leads add column approved boolean not null default false;
alter table deliveries add column handling text not null default '';
alter table deliveries add column test boolean not null default false;
update deliveries d set test = true from leads l where l.id = d.lead_id and l.test;
`
