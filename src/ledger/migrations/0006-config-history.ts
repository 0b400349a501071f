/** A text that was taken back into force is in force since then, not since it was first seen. */
export const configHistory = `
alter table config_versions add column in_force_since timestamptz not null default now();
update config_versions set in_force_since = loaded_at;
create index config_versions_since on config_versions (in_force_since, version);
`
