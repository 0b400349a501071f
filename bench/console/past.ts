/** A ledger with a year behind it, written by SQL: most leads arrived, some did not, in many ways. */
import { sql } from 'kysely'
import type { Db } from '../../src/ledger/db.ts'
import { storeWords } from '../../src/ledger/search.ts'
import { sampleLead } from '../growth/cycle.ts'

/** Each lead goes to three of these. `to-0` is held, and the newest leads wait there. */
export const destinations = ['to-0', 'to-1', 'to-2', 'to-3', 'to-4', 'to-5'] as const

/** Leads to a statement. */
const part = 20_000
const secondsOfAYear = 365 * 86_400
/** One lead in so many waits at the held destination. */
const heldOf = 18

/** Makes the year: 3 deliveries for each routed lead, and about 7 in 100 leads with a delivery that has not arrived. */
export async function makePast(db: Db, leads: number, say: (progress: string) => void = () => undefined) {
  await sql`
    insert into destinations (id, connector, state, probe_at, problem, code, message)
    select id, 'https', case id when 'to-0' then 'held' when 'to-5' then 'resting' else 'open' end,
      case when id in ('to-0', 'to-5') then now() + interval '1 day' end,
      case id when 'to-0' then 'https-flow-off' else '' end, case id when 'to-0' then 'WorkflowDisabled' else '' end,
      case id when 'to-0' then 'The flow is turned off' else '' end
    from unnest(${[...destinations]}::text[]) id on conflict (id) do nothing`.execute(db)
  for (let at = 0; at < leads; at += part) {
    await addLeads(db, at, Math.min(at + part, leads), leads)
    if (at % (part * 10) === 0) say(`${at} of ${leads} leads made`)
  }
  while ((await storeWords(db)) > 0);
}

async function addLeads(db: Db, from: number, to: number, leads: number): Promise<void> {
  const { lead, raw } = sampleLead('00000000-0000-7000-8000-000000000000')
  const age = sql`(n - ${leads}::float8) / ${leads} * ${secondsOfAYear} * interval '1 s'`
  await sql`
    with lead as (
      insert into leads (id, source, state, received_at, stored_at, lead, raw, content_type, offer, email, config_version)
      select uuidv7(${age}), case when n % 10 < 7 then 'marketplace' when n % 10 < 9 then 'web' else 'events' end, state,
        now() + ${age}, now() + ${age},
        case when state in ('unreadable', 'erased') then null else
          jsonb_set(${JSON.stringify(lead)}::jsonb, '{person}', ${JSON.stringify(lead.person)}::jsonb || jsonb_build_object('name', 'Past ' || n, 'email',
            'past.' || n || '@contoso.com', 'company', 'Contoso ' || n % 977)) end,
        case when state = 'erased' then '' else ${raw}::bytea end, 'application/json',
        case when state = 'unreadable' then '' else 'contoso.offer-' || floor(power(random(), 2) * 20) end,
        case when state in ('unreadable', 'erased') then '' else 'past.' || n || '@contoso.com' end, 'bench'
      from (select n, case when n % 200 = 10 then 'unrouted' when n % 1000 = 11 then 'unreadable'
          when n % 500 = 12 then 'suppressed' when n % 100 = 13 and n < ${leads}::int / 2 then 'erased' else 'routed' end
          as state
        from generate_series(${from}::int, ${to - 1}::int) n) x
      returning id, received_at, state,
        -- The number of the lead, as its place in the year tells it.
        (${leads}::float8 + extract(epoch from received_at - now()) / ${secondsOfAYear} * ${leads})::int as n
    ), meant as (
      select l.*, d as destination, random() as r from lead l,
        unnest(array['to-' || n % 2, 'to-' || 2 + n % 2, 'to-' || 4 + n / 2 % 2]) d
      where l.state in ('routed', 'erased')
    ), ended as (
      select *, case
        when state = 'erased' then 'delivered'
        when destination = 'to-0' and n >= ${leads} - ${leads} * 2 / ${heldOf} then 'held'
        when destination in ('to-2', 'to-3') and r < 0.008 then 'rejected'
        when destination in ('to-4', 'to-5') and r < 0.004 then 'exhausted'
        when destination in ('to-4', 'to-5') and r < 0.005 then 'uncertain'
        when destination = 'to-5' and n > ${leads} * 0.99 and r < 0.4 then 'waiting'
        else 'delivered' end as now_state
      from meant
    ), told as (
      select *, now_state <> 'held' or r < 0.001 as tried,
        case now_state when 'held' then case when r < 0.001 then 'configuration' else '' end when 'rejected' then 'rejected'
          when 'exhausted' then 'transient' when 'waiting' then 'transient' when 'uncertain' then 'uncertain' else ''
          end as class,
        case now_state when 'held' then case when r < 0.001 then 'WorkflowDisabled' else '' end
          when 'rejected' then case when r < 0.005 then 'HTTP_422' else 'HTTP_400' end
          when 'exhausted' then 'HTTP_503' when 'waiting' then 'HTTP_503' when 'uncertain' then 'ETIMEDOUT' else '' end
          as code
      from ended
    ), made as (
      insert into deliveries (id, lead_id, destination, route, config_version, generation, attempts, created_at, queued_at,
        first_attempt_at, settled_at, next_attempt_at, state, class, code, problem, message, status, outcome, reference)
      select uuidv7(received_at - now()), id, destination, 'all', 'bench', tried::int, tried::int, received_at, received_at,
        case when tried then received_at end, case when now_state not in ('held', 'waiting') then received_at end,
        case when now_state = 'waiting' then now() + interval '1 day' end, now_state, class, code,
        case when code = 'WorkflowDisabled' then 'https-flow-off' else '' end, case when class = '' then '' else 'refused' end,
        case when now_state = 'delivered' then 201 end, case when now_state = 'delivered' then 'created' else '' end,
        case when now_state = 'delivered' then right(id::text, 18) else '' end
      from told order by id
      returning *
    )
    insert into attempts (delivery_id, lead_id, destination, number, started_at, took_ms, outcome, class, code, status,
      worker, config_version, reference)
    select id, lead_id, destination, 1, first_attempt_at, exp(random() * 4 + 3)::int, outcome, class, code, status, lead_id,
      'bench', reference
    from made where attempts > 0`.execute(db)
}
