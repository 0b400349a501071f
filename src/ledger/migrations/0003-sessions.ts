/** Who is signed in, and the sign-ins at an identity provider that are under way. */
export const sessions = `
create table sessions (
  id uuid primary key,
  -- SHA-256 of the secret that the cookie holds.
  key bytea not null unique,
  proof text not null,
  name text not null,
  role text not null,
  -- Changes with the password, the token or the settings of the provider; the secret of the cookie is needed to make it.
  seal bytea not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  ends_at timestamptz not null
);
create table oidc_starts (
  -- SHA-256 of the state.
  key bytea primary key,
  nonce text not null,
  verifier text not null,
  return_to text not null,
  ends_at timestamptz not null
);
create index oidc_starts_ends on oidc_starts (ends_at);
`
