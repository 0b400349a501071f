/** Posts that were refused before a lead was stored, by source and hour. No address, no body, no key. */
export const refusedPosts = `
create table refused_posts (
  source text not null,
  hour timestamptz not null,
  -- What the sender was answered: 401, 403, 400, 413, 415, 429.
  status int not null,
  posts int not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (source, hour, status)
);
`
