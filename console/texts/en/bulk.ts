/** Acts on many deliveries or leads. */
export const bulk = {
  plan: {
    total:
      '{total, plural, =0 {Nothing goes now} one {# delivery goes now} other {# deliveries go now}}; {left, plural, =0 {none is} one {# is} other {# are}} left out.',
    totalSettled:
      '{total, plural, =0 {Nothing is settled} one {# delivery is settled} other {# deliveries are settled}}; {left, plural, =0 {none is} one {# is} other {# are}} left out.',
    totalCancelled:
      '{total, plural, =0 {Nothing is given up} one {# delivery is given up} other {# deliveries are given up}}; {left, plural, =0 {none is} one {# is} other {# are}} left out.',
    leftOut: 'Left out:',
    totalLeads:
      '{total, plural, =0 {Nothing goes now} one {# lead goes now} other {# leads go now}}; {left, plural, =0 {none is} one {# is} other {# are}} left out.',
  },
  leftOut: {
    gone: 'its destination left the configuration, or its lead was erased',
    removed: 'its destination left the configuration',
    changed: 'its state changed after the preview',
    sending: 'it is being sent',
    queued: 'it is queued already',
    'in-line': 'it is in line already, or it arrived',
    delivered: 'it arrived, and the receipt is the proof',
    cancelled: 'it is cancelled already',
    uncertain: 'it may have arrived; choose this state in the filter to take it, too',
    'not-uncertain': 'it is not uncertain',
    'not-named': 'choose this state in the filter to take it, too',
    'no-look-up': 'this kind of destination cannot be asked: look there, then settle it',
    open: 'its destination is open: it goes by itself',
    paused: 'its destination is paused: resume it',
    'closed-since': 'its destination was closed after the preview, and stays closed',
    'came-since': 'it came or changed after the preview; it is not counted, and goes, too',
    approved: 'it is approved already',
    erased: 'it was erased',
    'kept-only': 'it was imported to be kept only',
    'not-waiting': 'it does not wait for approval',
    'not-stranded': 'it was routed or erased, and only leads that went nowhere are rerouted',
  },
  bulk: {
    back: 'Back',
    close: 'Close',
    stop: 'Stop',
    counting: 'Counting what is meant …',
    chosen: '{count, plural, one {# chosen row} other {# chosen rows}}',
    changed:
      'The preview showed {before, number}; there are {now, number} now. Nothing was changed. Look at the figures of today, then confirm again.',
    typeCancel: 'These leads will not be sent by themselves. Type {count} to confirm',
    typeDouble: 'Records may be there twice. Type {count} to confirm',
    typeSettle: 'This cannot be taken back. Type {count} to confirm',
    settleTitle: 'Settle deliveries',
    settleDetail:
      'Look for the records at the far ends first. Your word counts for all of them, and stands in the audit, with your name.',
    settleNow: 'Settle {count, number}',
    settleDone: '{count, plural, one {# delivery is} other {# deliveries are}} settled.',
    arrived: 'All of the records are there.',
    arrivedHelp: 'The deliveries become delivered.',
    absent: 'None of the records is there.',
    absentHelp: 'The deliveries become exhausted, and a replay cannot double them.',
    replayTitle: 'Replay',
    replayDetail: 'They are sent again under the same delivery ids, with today’s mapping.',
    replayNow: 'Replay {count, number}',
    replayDone: '{count, number} queued.',
    cancelTitle: 'Cancel deliveries',
    cancelDetail: 'They are given up. A replay puts them in line again.',
    cancelNow: 'Cancel {count, number}',
    cancelDone: '{count, plural, one {# delivery is} other {# deliveries are}} cancelled.',
    'look-upTitle': 'Look up',
    'look-upDetail':
      'The far ends are asked whether they have the records. What is found becomes delivered, what is absent exhausted.',
    'look-upNow': 'Look up {count, number}',
    'look-upDone': '{count, number} looked up.',
    approveTitle: 'Approve leads',
    approveDetail: 'They go to the destinations where they wait for approval.',
    approveNow: 'Approve {count, number}',
    approveDone: '{count, plural, one {# lead is} other {# leads are}} approved.',
    rerouteTitle: 'Reroute leads',
    rerouteDetail: 'They are offered to the routes of today. No destination gets a lead twice by it.',
    rerouteNow: 'Reroute {count, number}',
    rerouteDone: '{count, plural, one {# lead is} other {# leads are}} routed again.',
    lookedUp: 'Looked up',
    lookupResult:
      '{found, number} found · {absent, number} absent · {cannot, number} could not be looked up · of {total, number}',
  },
  tried: {
    all: 'Today’s mapping ({version}) was tried on {tried, plural, one {the delivery} other {all # deliveries}}: {pass, number} can be sent, {refused, number} would be refused before it is sent.',
    more: 'Today’s mapping ({version}) was tried on the newest {tried, number}: {pass, number} can be sent, {refused, number} would be refused before it is sent.',
    show: 'Show why',
    example: 'the newest',
    harmless:
      '{destination}: {count, plural, one {# may be} other {# may be}} there already. A repeat is harmless there.',
    'looked-up':
      '{destination}: {count, plural, one {# may be} other {# may be}} there already. The hub looks before it sends.',
    doubles:
      '{destination}: {count, plural, one {# may be} other {# may be}} there already, and cannot tell a repeat: it may be there twice then.',
  },
}
