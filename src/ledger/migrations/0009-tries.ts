/**
 * The two statements of every try, as functions: their plans are made once a connection, which costs a third of running
 * them. They are made without a look at how large the tables are, which are small when a hub starts, and so go by the
 * indexes.
 */
export const tries = `
create function claim_deliveries(by_worker uuid, turns json)
returns table (id uuid, turn int, lead_id uuid, destination text, attempts int, may_be_there boolean,
  first_attempt_at timestamptz, retry_since timestamptz, received_at timestamptz, lead jsonb, raw bytea, probe boolean,
  route text, handling text)
language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  -- Named beside the join: the planner cannot tell how few the JSON holds, and would read the whole table for them.
  ids uuid[] := array(select x.id from json_to_recordset(turns) as x(id uuid));
begin
  return query
  update deliveries d set state = 'sending', worker = by_worker, sending_since = now(), attempts = d.attempts + 1,
    first_attempt_at = coalesce(d.first_attempt_at, now()), retry_since = coalesce(d.retry_since, now()),
    next_attempt_at = null
  from json_to_recordset(turns) as x(id uuid, turn int), destinations t, leads l
  where d.id = any(ids) and d.id = x.id and d.turn = x.turn and d.state in ('queued', 'waiting')
    and t.id = d.destination and (t.state = 'open' or t.probe_delivery = d.id) and l.id = d.lead_id
    and l.lead is not null
  returning d.id, d.turn, d.lead_id, d.destination, d.attempts, d.may_be_there, d.first_attempt_at, d.retry_since,
    l.received_at, l.lead, l.raw, t.state <> 'open', d.route, d.handling;
end $$;

create function settle_deliveries(settlements json) returns void
language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  -- As in claim_deliveries.
  ids uuid[] := array(select x.id from json_to_recordset(settlements) as x(id uuid));
  lead_ids uuid[] := array(select x.lead from json_to_recordset(settlements) as x(lead uuid));
begin
  with x as (
    select x.*, coalesce(l.state = 'erased', false) as erased,
      case when l.state = 'erased' and x.state in ('queued', 'waiting', 'held') then 'cancelled' else x.state end as next
    from json_to_recordset(settlements) as x(
      id uuid, turn int, lead uuid, destination text, worker uuid, number int, started_at timestamptz, took_ms int,
      version text, state text, next_at timestamptz, may_be_there boolean, counts boolean, outcome text,
      reference text, link text, status int, notes jsonb, class text, code text, problem text, message text,
      excerpt text)
    left join leads l on l.id = any(lead_ids) and l.id = x.lead
  ), tried as (
    insert into attempts (delivery_id, lead_id, destination, number, started_at, took_ms, outcome, class, code, status,
      message, excerpt, notes, worker, config_version)
    select id, lead, destination, number, started_at, took_ms, outcome, class, code, status,
      case when erased then '' else message end, case when erased then '' else excerpt end,
      case when erased then '[]' else notes end, worker, version from x
  )
  update deliveries d set
    state = x.next, turn = d.turn + case when x.next in ('queued', 'waiting') then 1 else 0 end,
    queued_at = case when x.next in ('queued', 'waiting') then now() else d.queued_at end,
    next_attempt_at = case when x.erased then null else x.next_at end, may_be_there = x.may_be_there,
    worker = null, sending_since = null,
    attempts = case when x.counts then d.attempts else greatest(d.attempts - 1, 0) end,
    retry_since = case when x.counts then d.retry_since end,
    settled_at = case when x.next in ('queued', 'waiting', 'held') then null else now() end,
    config_version = x.version, class = x.class, code = x.code, status = x.status, problem = x.problem,
    message = case when x.erased then '' else x.message end, outcome = x.outcome, reference = x.reference,
    link = case when x.erased then '' else x.link end
  from x
  where d.id = any(ids) and d.id = x.id
    and ((d.state = 'sending' and d.turn = x.turn and d.worker = x.worker)
      or (x.outcome <> '' and d.state <> 'delivered'));
end $$;
`
