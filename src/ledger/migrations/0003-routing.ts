/** What routing decides about a lead and a delivery beside where they go. */
export const routing = `
alter table leads add column repeat_of uuid;
alter table leads add column approved boolean not null default false;
alter table deliveries add column handling text not null default '';
alter table deliveries add column test boolean not null default false;
update deliveries d set test = true from leads l where l.id = d.lead_id and l.test;
alter table attempts drop constraint attempts_delivery_id_fkey, drop constraint attempts_pkey;
drop index attempts_delivery;
alter table attempts add primary key (delivery_id, id);
alter table deliveries drop constraint deliveries_lead_id_fkey;
`
