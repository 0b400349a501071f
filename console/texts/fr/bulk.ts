/** Les actes sur beaucoup de livraisons ou de prospects. */
export const bulk = {
  plan: {
    total:
      '{total, plural, =0 {Rien ne part maintenant} one {# livraison part maintenant} other {# livraisons partent maintenant}} ; {left, plural, =0 {aucune n’est laissée} one {# est laissée} other {# sont laissées}} de côté.',
    totalSettled:
      '{total, plural, =0 {Rien n’est réglé} one {# livraison est réglée} other {# livraisons sont réglées}} ; {left, plural, =0 {aucune n’est laissée} one {# est laissée} other {# sont laissées}} de côté.',
    totalCancelled:
      '{total, plural, =0 {Rien n’est annulé} one {# livraison est annulée} other {# livraisons sont annulées}} ; {left, plural, =0 {aucune n’est laissée} one {# est laissée} other {# sont laissées}} de côté.',
    leftOut: 'Laissées de côté :',
    totalLeads:
      '{total, plural, =0 {Rien ne part maintenant} one {# prospect part maintenant} other {# prospects partent maintenant}} ; {left, plural, =0 {aucun n’est laissé} one {# est laissé} other {# sont laissés}} de côté.',
  },
  leftOut: {
    gone: 'sa destination n’est plus dans la configuration, ou son prospect a été effacé',
    removed: 'sa destination n’est plus dans la configuration',
    changed: 'son état a changé après l’aperçu',
    sending: 'elle est en cours d’envoi',
    queued: 'elle est déjà en file',
    'in-line': 'elle est déjà en file, ou elle est arrivée',
    delivered: 'elle est arrivée, et le reçu en est la preuve',
    cancelled: 'elle est déjà annulée',
    uncertain: 'elle est peut-être arrivée ; choisissez cet état dans le filtre pour la prendre aussi',
    'not-uncertain': 'elle n’est pas incertaine',
    'not-named': 'choisissez cet état dans le filtre pour la prendre aussi',
    'no-look-up': 'ce type de destination ne peut pas être interrogé : vérifiez là-bas, puis réglez-la',
    open: 'sa destination est ouverte : elle part d’elle-même',
    paused: 'sa destination est suspendue : reprenez-la',
    'closed-since': 'sa destination a été fermée après l’aperçu, et reste fermée',
    'came-since': 'elle est arrivée ou a changé après l’aperçu ; elle n’est pas comptée, et part aussi',
    approved: 'déjà approuvé',
    erased: 'effacé',
    'kept-only': 'importé pour être seulement gardé',
    'not-waiting': 'il n’attend pas d’approbation',
    'not-stranded': 'il a été aiguillé ou effacé, et seuls les prospects qui ne sont allés nulle part sont réaiguillés',
  },
  bulk: {
    back: 'Retour',
    close: 'Fermer',
    stop: 'Arrêter',
    counting: 'Comptage de ce qui est désigné…',
    chosen: '{count, plural, one {# ligne choisie} other {# lignes choisies}}',
    changed:
      'L’aperçu en montrait {before, number} ; il y en a {now, number} maintenant. Rien n’a été changé. Regardez les chiffres d’aujourd’hui, puis confirmez de nouveau.',
    typeCancel: 'Ces prospects ne partiront plus d’eux-mêmes. Tapez {count} pour confirmer',
    typeDouble: 'Des enregistrements peuvent y être en double. Tapez {count} pour confirmer',
    typeSettle: 'Cela ne peut pas être repris. Tapez {count} pour confirmer',
    settleTitle: 'Régler des livraisons',
    settleDetail:
      'Cherchez d’abord les enregistrements chez les destinataires. Votre parole vaut pour toutes ; elle est inscrite à l’audit, avec votre nom.',
    settleNow: 'Régler {count, number}',
    settleDone: '{count, plural, one {# livraison est réglée} other {# livraisons sont réglées}}.',
    arrived: 'Les enregistrements s’y trouvent tous.',
    arrivedHelp: 'Les livraisons deviennent livrées.',
    absent: 'Aucun des enregistrements ne s’y trouve.',
    absentHelp: 'Les livraisons deviennent abandonnées, et un renvoi ne peut pas les doubler.',
    replayTitle: 'Renvoyer',
    replayDetail: 'Elles sont renvoyées sous les mêmes identifiants, avec la correspondance d’aujourd’hui.',
    replayNow: 'Renvoyer {count, number}',
    replayDone: '{count, number} en file.',
    cancelTitle: 'Abandonner des livraisons',
    cancelDetail: 'Elles sont abandonnées. Un renvoi les remet en file.',
    cancelNow: 'Abandonner {count, number}',
    cancelDone: '{count, plural, one {# livraison est annulée} other {# livraisons sont annulées}}.',
    'look-upTitle': 'Rechercher',
    'look-upDetail':
      'On demande aux destinataires s’ils ont les enregistrements. Ce qui est trouvé devient livré, ce qui est absent abandonné.',
    'look-upNow': 'Rechercher {count, number}',
    'look-upDone': '{count, number} recherchées.',
    approveTitle: 'Approuver des prospects',
    approveDetail: 'Ils partent vers les destinations où ils attendent une approbation.',
    approveNow: 'Approuver {count, number}',
    approveDone: '{count, plural, one {# prospect est approuvé} other {# prospects sont approuvés}}.',
    rerouteTitle: 'Réaiguiller des prospects',
    rerouteDetail:
      'Ils sont proposés aux routes d’aujourd’hui. Aucune destination ne reçoit ainsi un prospect deux fois.',
    rerouteNow: 'Réaiguiller {count, number}',
    rerouteDone: '{count, plural, one {# prospect est réaiguillé} other {# prospects sont réaiguillés}}.',
    lookedUp: 'Recherchées',
    lookupResult:
      '{found, number} trouvées · {absent, number} absentes · {cannot, number} sans réponse possible · sur {total, number}',
  },
  tried: {
    all: 'La correspondance d’aujourd’hui ({version}) a été essayée sur {tried, plural, one {la livraison} other {les # livraisons}} : {pass, number} peuvent partir, {refused, number} seraient refusées avant l’envoi.',
    more: 'La correspondance d’aujourd’hui ({version}) a été essayée sur les {tried, number} plus récentes : {pass, number} peuvent partir, {refused, number} seraient refusées avant l’envoi.',
    show: 'Montrer pourquoi',
    example: 'la plus récente',
    harmless:
      '{destination} : {count, plural, one {# y est peut-être} other {# y sont peut-être}} déjà. Une répétition y est sans effet.',
    'looked-up':
      '{destination} : {count, plural, one {# y est peut-être} other {# y sont peut-être}} déjà. Le hub cherche avant d’envoyer.',
    doubles:
      '{destination} : {count, plural, one {# y est peut-être} other {# y sont peut-être}} déjà, et une répétition n’y est pas reconnue : il peut y avoir un double.',
  },
} as const
