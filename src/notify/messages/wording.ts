/**
 * The words of each kind of alert: LiquidJS over `subject`, `since`, `age`, `zone`, `problem` (an entry of a catalogue, with
 * the sentence that the far end said, or an example)
 * and the alert's detail. No personal data.
 */
import type { AlertKind } from '../../config/alert-kinds.ts'

export interface Wording {
  /** First what is the matter, and with what. */
  opened: string
  closed: string
  /** What happened, since when, and how much waits. */
  text: string
  /** What to do, one step per line. Before them come the steps of the catalogue. */
  steps: string
  closedText?: string
}

const answer =
  "Its answer: {% if code != '' %}{{ code }}{% if status %} (status {{ status }}){% endif %}{% else %}status {{ status }}{% endif %}."

const failure = `{% if problem %}{% if problem.isSaid %}
It says: “{{ problem.wording }}”{% else %}{% if code != '' or status %}
${answer}{% endif %}
Documented as: “{{ problem.wording }}”{% endif %}
Cause: {{ problem.cause }}{% elsif code != '' or status %}
${answer}{% endif %}`

/** The command that shows whether the fault is over. `byLead`: no check can. */
const proof = 'leadyard check {{ subject }}{% if byLead or problem.onlyByLead %} --lead{% endif %}'

const lasted = 'It lasted for {{ age | duration }}, since {{ since | time }}.'

export const wordings: Readonly<Record<AlertKind, Wording>> = {
  held: {
    opened: 'Held: {{ subject }}. {{ waiting | count: "lead" }} {% if waiting == 1 %}waits{% else %}wait{% endif %}',
    closed: 'Open again: {{ subject }}',
    text: `{% if by != '' %}An operator ({{ by }}) holds {{ subject }} since {{ since | time }}{% if heldFor %}: {{ heldFor }}\n{% else %}. {% endif %}{% else %}{{ subject }} ({{ connector }}) refuses every lead since {{ since | time }}. {% endif %}{{ waiting | count: "lead" }} {% if waiting == 1 %}waits{% else %}wait{% endif %}. None is lost, and none has used up an attempt.${failure}{% if by == '' and probeAt %}
The hub tries again by itself at {{ probeAt | time }}.{% endif %}`,
    steps: `{% if by != '' %}leadyard release {{ subject }}{% else %}${proof}{% endif %}`,
    closedText: `${lasted} What waited is on its way, in the order of arrival.`,
  },
  resting: {
    opened: 'Resting: {{ subject }} does not answer as it should',
    closed: 'Open again: {{ subject }}',
    text: `{{ subject }} ({{ connector }}) is down since {{ since | time }}. {{ waiting | count: "lead" }} {% if waiting == 1 %}waits{% else %}wait{% endif %} and will be sent by themselves.${failure}`,
    steps: `Look whether the far end has an outage.\n${proof}`,
    closedText: lasted,
  },
  'waiting-for-person': {
    opened: 'Needs a person: {{ count | count: "delivery", "deliveries" }} to {{ subject }}',
    closed: 'Decided: nothing waits for a person at {{ subject }}',
    text: `{{ count | count: "delivery", "deliveries" }} to {{ subject }} will not go on without a person: {% if rejected > 0 %}{{ rejected }} refused{% endif %}{% if rejected > 0 and uncertain > 0 %}, {% endif %}{% if uncertain > 0 %}{{ uncertain }} uncertain{% endif %}{% if exhausted > 0 %}{% if rejected > 0 or uncertain > 0 %}, {% endif %}{{ exhausted }} given up after too many failures{% endif %}.`,
    steps: 'leadyard failed --destination {{ subject }}',
  },
  unrouted: {
    opened: 'Without a route: {{ count | count: "lead" }}',
    closed: 'Every lead has a route again',
    text: 'No route takes {{ count | count: "lead" }}, the oldest of {{ since | time }}. The leads are kept.',
    steps:
      'leadyard leads --state unrouted\nleadyard route <id> tells why.\nCorrect the routes in config.yaml, then: leadyard reroute',
  },
  unreadable: {
    opened: 'Unreadable: {{ count | count: "body", "bodies" }} from {{ subject }}',
    closed: 'Everything from {{ subject }} could be read',
    text: '{{ subject }} sent {{ count | count: "body", "bodies" }} that hold no lead, the first of {{ since | time }}. The bodies are kept. The sender may have changed its format.',
    steps: 'leadyard leads --state unreadable\nCorrect the source in config.yaml, then: leadyard reroute',
  },
  late: {
    opened: 'Late: {% if more %}at least {% endif %}{{ count | count: "lead" }} for {{ subject }}',
    closed: 'In time again: {{ subject }}',
    text: `{% if more %}At least {% endif %}{{ count | count: "lead" }} for {{ subject }} {% if count == 1 %}is{% else %}are{% endif %} not delivered after {{ target | duration }}; the oldest since {{ oldest | time }}. They wait for {{ destinations | join: ", " }}.`,
    steps:
      '{% for one in destinations %}leadyard failed --destination {{ one }}{% unless forloop.last %}\n{% endunless %}{% endfor %}',
  },
  backlog: {
    opened: 'Backlog: {{ count | count: "lead" }} in line at {{ subject }}',
    closed: 'No backlog any more: {{ subject }}',
    text: '{{ count | count: "lead" }} are in line at {{ subject }}, and more come than go.',
    steps: 'Raise `concurrency` or `rate` of {{ subject }}, if its far end allows it, or start another worker.',
  },
  silent: {
    opened: 'No leads: {{ subject }}, silent since {{ since | time }}',
    closed: 'Leads again: {{ subject }}, after {{ age | duration }}',
    text: `{% if of == "destination" %}No delivery was made for {{ subject }}{% else %}{{ subject }} brought no lead{% endif %} since {{ since | time }}.{% if by == "hand" %} Fewer came than \`expect\` asks for.{% elsif expected %} Such a time usually brings {{ expected | round | count: "lead" }}.{% endif %}{% if longest %} The longest usual quiet of half a year began at {{ longest.since | time }} and ended at {{ longest.until | time }}.{% endif %}`,
    steps:
      '{% if of == "destination" %}Look whether a route still leads there: leadyard config diff{% else %}Look whether the sender still knows the address of the source.\nleadyard silence{% if source %} --explain {{ source }}{% endif %}{% endif %}\nNot a fault? leadyard alerts acknowledge {{ id }}',
  },
  'front-door': {
    opened: 'Front door: the test lead of {{ subject }} did not arrive',
    closed: 'Front door: test leads of {{ subject }} arrive again',
    text: 'The test lead through the public address of {{ subject }} did not arrive{% if reason %} ({{ reason }}){% endif %}. Real leads may not arrive either.',
    steps: 'Look at the proxy, the name and the certificate of the public address.',
  },
  table: {
    opened: 'Not read: the table of {{ subject }}',
    closed: 'Read again: the table of {{ subject }}',
    text: `The table of {{ subject }} cannot be read since {{ since | time }}.{% if succeededAt %} It was last read to its end at {{ succeededAt | time }}.{% endif %}${failure} Its leads stay in the table.`,
    steps: 'leadyard sources',
    closedText: `${lasted} Nothing was left out.`,
  },
  config: {
    opened: 'config.yaml was refused; the one before it stays in force',
    closed: 'config.yaml is in force',
    text: '{{ count | count: "mistake" }} in config.yaml since {{ since | time }}:{% for one in first %}\n{{ one }}{% endfor %}',
    steps: 'leadyard check-config',
  },
  secret: {
    opened:
      '{% if days < 1 %}Ended{% else %}Ends in {{ days | count: "day" }}{% endif %}: {{ setting }} of {{ destination }}',
    closed: 'Replaced: {{ setting }} of {{ destination }}',
    text: 'The secret {{ setting }} of {{ destination }} ends at {{ at | time }}. From then on its leads wait.',
    steps: 'Make a new secret at the vendor, and put it where config.yaml refers to.',
    closedText: 'The new one lasts for more than 30 days.',
  },
  flood: {
    opened: 'Many leads: {{ count }} from {{ subject }} within an hour',
    closed: 'As usual again: {{ subject }}',
    text: '{{ count | count: "lead" }} came from {{ subject }} within an hour. {% if most > 0 %}The busiest hour of twelve weeks had {{ most | count: "lead" }}.{% else %}In twelve weeks no hour had a lead.{% endif %} They are routed and delivered as always.',
    steps:
      'leadyard leads --source {{ subject }}\nIt may be a campaign, an abused form, or a sender that repeats itself.',
    closedText: lasted,
  },
  refused: {
    opened: 'Refused more often than usual: {{ refused }} of the last {{ all }} at {{ subject }}',
    closed: 'Refused as seldom as usual: {{ subject }}',
    text: `{% if of == "source" %}Of the last {{ all | count: "lead" }} of {{ subject }}, {% if unrouted > 0 %}{{ unrouted }} have no route{% endif %}{% if unrouted > 0 and unreadable > 0 %} and {% endif %}{% if unreadable > 0 %}{{ unreadable }} could not be read{% endif %}.{% else %}Of the last {{ all | count: "delivery", "deliveries" }} to {{ subject }}, {{ refused }} brought no receipt.{% endif %} Usual are {{ usual }} %; from {{ limit }} on it is more than chance.`,
    steps:
      '{% if of == "source" %}leadyard leads --source {{ subject }} --state {% if unreadable > unrouted %}unreadable{% else %}unrouted{% endif %}{% else %}leadyard failed --destination {{ subject }}{% endif %}\nLook what changed in config.yaml, at the sender or at the far end.',
    closedText: lasted,
  },
  'wrong-key': {
    opened: 'Wrong key: {{ subject }} refused {{ count | count: "post" }}',
    closed: 'No wrong key any more: {{ subject }}',
    text: '{{ subject }} refused {{ count | count: "post" }} with 401, the last at {{ last | time }}, because their key or their signature is not that of the source.{% if alone %} No lead came in since. A sender with an old address or an old key loses its leads: nothing of a refused post is kept.{% else %} Other leads come in. One sender may have an old address or an old key, or a stranger guesses.{% endif %}',
    steps:
      'Compare the address at the sender with the ingest URL of the source: leadyard sources\nPartner Center: Offer setup > Customer leads. Enter the ingest URL again, then Validate.',
    closedText: lasted,
  },
  workers: {
    opened: 'No worker: {{ count | count: "lead" }} {% if count == 1 %}waits{% else %}wait{% endif %}',
    closed: 'A worker is alive again',
    text: 'No worker process lives{% if beatAt %} since {{ beatAt | time }}{% endif %}. Leads are taken in, and none is delivered.',
    steps: 'Start a hub with LEADYARD_ROLE=worker, or look why it ended.',
    closedText: lasted,
  },
  ledger: {
    opened: 'Away: the ledger (PostgreSQL)',
    closed: 'The ledger is back',
    text: 'The hub cannot reach PostgreSQL since {{ since | time }}. Senders get 503 and send again; nothing is delivered meanwhile. Until it is back, no other alert can be told.',
    steps: 'Look at PostgreSQL, its disk, and the network between.',
    closedText: lasted,
  },
  queue: {
    opened: 'Away: the queue',
    closed: 'The queue is back',
    text: 'The hub cannot reach the queue since {{ since | time }}. Leads are taken in; deliveries are slower, or wait.',
    steps: 'Look at Redis, and at REDIS_URL.',
    closedText: lasted,
  },
  disk: {
    opened: 'Little room: {{ percent }} % of the data folder’s disk is free',
    closed: 'Room again: the data folder’s disk',
    text: '{{ gigabytes }} GB are free ({{ percent }} %). When the disk is full, no lead can be taken in.',
    steps: 'Make room, or move the data folder to a larger disk.',
  },
  reconciliation: {
    opened:
      '{% if odd > 0 %}Not accounted for: {{ odd | count: "lead" }}{% else %}Missing at {{ subject }}: {{ missing | count: "delivered lead" }}{% endif %}',
    closed: 'Adds up: {{ subject }}',
    text: '{% if odd > 0 %}The daily proof cannot account for {{ odd | count: "lead" }}, the first of {{ day }}.{% else %}{{ missing | count: "lead" }} {% if missing == 1 %}was{% else %}were{% endif %} delivered to {{ subject }} with a receipt, and {% if missing == 1 %}its record is{% else %}the records are{% endif %} not there any more; the first {% if missing == 1 %}is{% else %}are{% endif %} of {{ day }}. Somebody may have deleted them there. Nothing is sent again by itself.{% endif %}',
    steps:
      'leadyard prove --show --day {{ day }}{% if odd == 0 %} --destination {{ subject }}\nIf they were not deleted on purpose: leadyard replay <delivery> --again{% endif %}',
  },
  channel: {
    opened: 'Not told: messages for {{ subject }} cannot be sent',
    closed: 'Messages for {{ subject }} are sent again',
    text: `The channel {{ subject }} ({{ type }}) fails since {{ since | time }}. Its messages wait.${failure}`,
    steps: 'leadyard channels test {{ subject }}',
    closedText: lasted,
  },
}
