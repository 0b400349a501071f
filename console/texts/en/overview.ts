/** The overview, what is to do first, and the way to the first lead. */
export const overview = {
  overview: {
    title: 'Overview',
    headline: 'Whether every lead arrives',
    allWell: 'Nothing needs you: every lead has arrived or is on its way.',
    allWellBut: 'No lead waits for you, but {count, plural, one {# alert is open} other {# alerts are open}}.',
    allBut:
      'Every lead has arrived or is on its way, but {count, plural, one {one thing needs} other {# things need}} you.',
    noneLately: 'No lead came in within the last 24 hours.',
    tests:
      '{count, plural, one {# test lead} other {# test leads}} came in too. Figures of leads leave test leads out.',
    lately: '{received, plural, one {# lead} other {# leads}} came in within the last 24 hours: {where}.',
    of: {
      arrived: '{count, plural, one {# has} other {# have}} a receipt everywhere',
      waiting: '{count, plural, one {# waits} other {# wait}}',
      undecided: '{count, plural, one {# needs} other {# need}} a decision',
      cancelled: '{count, plural, one {# was} other {# were}} given up somewhere',
      nowhere: '{count, plural, one {# went} other {# went}} nowhere',
      erased: '{count, plural, one {# was} other {# were}} erased before',
    },
    asOf: 'As of <at></at>.',
    first: 'First to do',
    more: '{count, plural, one {# more thing is} other {# more things are}} to do.',
    byItself: 'Recovers by itself:',
    resting:
      '{destination} is resting, because it is down ({count, plural, =0 {no lead waits} one {<n></n> lead waits} other {<n></n> leads wait}}).',
    waiting:
      '{destination}: {count, plural, one {<n></n> lead waits} other {<n></n> leads wait}} for the next attempt.',
    probe: 'The hub looks again <at></at>.',
    attempt: 'Next attempt <at></at>.',
    traffic: 'Leads and deliveries',
    in: 'leads in',
    delivered: 'delivered',
    failed: 'not delivered',
    destinations: 'Destinations',
    noDestination: 'The configuration has no destination. Add one under destinations: in config.yaml.',
  },
  toDo: {
    'no-worker': 'No worker runs: leads are taken in and not delivered.',
    configuration:
      '{count, plural, one {The configuration file has a mistake} other {The configuration file has # mistakes}}. The configuration before it stays in force.',
    held: '{count, plural, =0 {No lead waits yet} one {<n></n> lead waits} other {<n></n> leads wait}}: {destination} is held since <at></at>.',
    paused:
      '{count, plural, =0 {No lead waits yet} one {<n></n> lead waits} other {<n></n> leads wait}}: {destination} is paused since <at></at>.',
    uncertain:
      '{count, plural, one {<n></n> delivery needs} other {<n></n> deliveries need}} a decision: {destination} may have the {count, plural, one {lead} other {leads}} already. The oldest is from <at></at>.',
    rejected:
      '{destination} refuses {count, plural, one {<n></n> lead} other {<n></n> leads}} as {count, plural, one {it is} other {they are}}, the oldest from <at></at>.',
    unrouted:
      '{count, plural, one {<n></n> lead} other {<n></n> leads}} went nowhere, because no route takes {count, plural, one {it} other {them}}. The oldest came in <at></at>.',
    unreadable:
      '{count, plural, one {<n></n> body} other {<n></n> bodies}} came in that no lead could be read from, the oldest <at></at>.',
    'awaiting-approval':
      '{count, plural, one {<n></n> lead waits} other {<n></n> leads wait}} for approval, the oldest since <at></at>.',
    silence:
      'Nothing came from {source} since <at></at>; {usually, plural, one {# lead is} other {# leads are}} usual by now.',
    'silence-ever': 'Nothing came from {source}; {usually, plural, one {# lead is} other {# leads are}} usual by now.',
    'silence-of-offer':
      'Nothing came for {offer} from {source} since <at></at>; {usually, plural, one {# lead is} other {# leads are}} usual by now.',
    'silence-of-destination':
      'No delivery was made for {destination} since <at></at>; {usually, plural, one {# is} other {# are}} usual by now.',
    channel: '{channel} tells people nothing since <at></at>, because its settings are wrong. Its messages wait.',
    'front-door':
      'The daily test lead does not get in to {source}, since <at></at>: the way from the public address to the hub is broken.',
    source: '{source} cannot be read. It failed last <at></at>.',
    'source-ever': '{source} cannot be read.',
    expiry: '{setting} of {destination} ends <at></at>.',
    exhausted:
      '{destination} did not take {count, plural, one {<n></n> lead} other {<n></n> leads}} in all the time for attempts. The oldest is from <at></at>.',
    tests: '{tests, plural, one {# of them is a test lead.} other {# of them are test leads.}}',
    onlyTests: '{tests, plural, one {It is a test lead.} other {They are test leads.}}',
    whatToDo: 'What to do',
    uncertainAdvice: 'Sent again, they may be there twice. Look them up, or settle them by what you see there.',
    noWorkerAdvice:
      'Start a hub with LEADYARD_ROLE=all or worker on this ledger. What came in waits on disk until then.',
    name: {
      'no-worker': 'no worker',
      configuration: 'configuration',
      held: 'held',
      paused: 'paused',
      uncertain: 'uncertain',
      rejected: 'rejected',
      unrouted: 'unrouted',
      unreadable: 'unreadable',
      'awaiting-approval': 'awaiting approval',
      silence: 'silence',
      channel: 'channel',
      'front-door': 'way in',
      source: 'source',
      expiry: 'secret',
      exhausted: 'exhausted',
    },
    next: {
      held: 'Show what to do',
      paused: 'Show the destination',
      expiry: 'Show the destination',
      uncertain: 'Decide',
      rejected: 'Show the cause',
      exhausted: 'Show the cause',
      unreadable: 'Show the bodies',
      'awaiting-approval': 'Show the leads',
      unrouted: 'Routes',
      silence: 'Look',
      channel: 'Show the channel',
      'front-door': 'Look',
      source: 'Look',
      configuration: 'Show the configuration',
    },
  },
  firstRun: {
    title: 'The first lead',
    detail:
      'No lead has come in yet, except test leads. Three steps lead to the first. This part goes when a lead comes that is no test.',
    noSource: 'The configuration has no source. Add one under sources: in config.yaml.',
    source: 'Source',
    url: 'Take the ingest URL',
    urlOf: 'Ingest URL of {id}',
    polled: 'The hub reads {id} by itself, so nothing is to be copied.',
    key: 'Put the key of the source in the place of …. It stands in config.yaml under <setting></setting>.',
    offer:
      'Put the id of the offer in the place of <code>publisher.offer</code>, because Microsoft sends its title alone.',
    https:
      'Partner Center takes only an https address. Enter the address under which senders reach the hub as <setting></setting> in config.yaml.',
    test: 'Send a test lead',
    testDetail: 'It is marked MSFT_TEST_, and takes the way of every lead: it is stored, routed and delivered.',
    testOffer: 'Offer (publisher.offer)',
    testOfferWrong: 'Enter the id of an offer, such as contoso.app: the publisher, a dot, the offer, no blanks.',
    testOfferOwn: 'Without an offer here, the offer in the settings of the source counts.',
    send: 'Send a test lead',
    cameIn: 'The test lead came in: follow it',
    unrouted: 'No route takes its offer. Try an offer that a route names, or change the routes.',
    notTestable: 'This source reads a shape of its own, so the hub can make no test lead for it. Post one to its URL.',
    askOperator: 'Ask an operator to send a test lead.',
    sender: 'Enter it at the sender',
  },
  sender: {
    other: 'The documentation of the source type {type} tells what the sender needs.',
    open: 'In Partner Center, open the offer, then <b>Offer setup</b>.',
    connect: 'Under <b>Customer leads</b>, choose <b>Connect</b>.',
    destination: 'In <b>Connection details</b>, choose <b>HTTPS endpoint</b> as the <b>Lead destination</b>.',
    paste: 'Paste the ingest URL, with its key and offer, into <b>HTTPS endpoint URL</b>.',
    table: 'In <b>Connection details</b>, choose <b>Azure Table</b> as the <b>Lead destination</b>.',
    connection:
      'Paste the connection string of the storage account. The hub reads the table <code>MarketplaceLeads</code> there, which Microsoft makes.',
    contact: 'Enter <b>Contact email</b>; separate several addresses by semicolons.',
    validate: 'Choose <b>Validate</b>: a test lead comes in here. Then choose <b>OK</b>.',
    publish: 'Publish the offer again. Only then does the connection count.',
    action: 'Enter the ingest URL as <code>action</code> of the form, with <code>method="post"</code>.',
    fields:
      'The names of Salesforce Web-to-Lead are understood as they are: <code>first_name</code>, <code>last_name</code>, <code>email</code>, <code>company</code>.',
    return:
      'For a page of thanks, put its address into the field <code>retURL</code> and its host into <code>returnTo</code> of the source.',
    post: 'Have the sender post JSON to the ingest URL, with <code>Content-Type: application/json</code>.',
    map: 'Name the places of the person and of the offer under <code>fields</code> of the source.',
  },
} as const
