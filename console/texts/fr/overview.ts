/** Les libellés entre <b></b> sont ceux de l’Espace partenaires. */
export const overview = {
  overview: {
    title: 'Vue d’ensemble',
    headline: 'Si tous les prospects arrivent',
    allWell: 'Rien ne demande votre action : tous les prospects sont arrivés ou en route.',
    allWellBut:
      'Aucun prospect n’attend votre action, mais {count, plural, one {# alerte est ouverte} other {# alertes sont ouvertes}}.',
    allBut:
      'Tous les prospects sont arrivés ou en route, mais {count, plural, one {un point demande} other {# points demandent}} votre action.',
    tests:
      '{count, plural, one {# prospect de test est aussi arrivé} other {# prospects de test sont aussi arrivés}}. Les chiffres des prospects ne comptent pas les tests.',
    noneLately: 'Aucun prospect n’est arrivé ces dernières 24 heures.',
    lately:
      '{received, plural, one {# prospect est arrivé} other {# prospects sont arrivés}} ces dernières 24 heures : {where}.',
    of: {
      arrived: '{count, plural, one {# a} other {# ont}} un reçu partout',
      waiting: '{count, plural, one {# attend} other {# attendent}}',
      undecided: '{count, plural, one {# demande} other {# demandent}} une décision',
      cancelled: '{count, plural, one {# a été annulé} other {# ont été annulés}} quelque part',
      nowhere: '{count, plural, one {# n’est allé} other {# ne sont allés}} nulle part',
      erased: '{count, plural, one {# a été effacé} other {# ont été effacés}} avant',
    },
    asOf: 'État : <at></at>.',
    first: 'À faire d’abord',
    more: '{count, plural, one {# autre chose reste} other {# autres choses restent}} à faire.',
    byItself: 'Se rétablit sans vous :',
    resting:
      '{destination} est au repos, car elle est en panne ({count, plural, =0 {aucun prospect n’attend} one {<n></n> prospect attend} other {<n></n> prospects attendent}}).',
    waiting:
      '{destination} : {count, plural, one {<n></n> prospect attend} other {<n></n> prospects attendent}} la prochaine tentative.',
    probe: 'Le hub vérifie de nouveau <at></at>.',
    attempt: 'Prochaine tentative <at></at>.',
    traffic: 'Prospects et livraisons',
    in: 'prospects reçus',
    delivered: 'livrés',
    failed: 'non livrés',
    destinations: 'Destinations',
    noDestination: 'La configuration n’a aucune destination. Ajoutez-en une sous destinations: dans config.yaml.',
  },
  toDo: {
    'no-worker': 'Aucun worker ne fonctionne : les prospects sont reçus, mais pas livrés.',
    configuration:
      '{count, plural, one {Le fichier de configuration contient une erreur} other {Le fichier de configuration contient # erreurs}}. La configuration précédente reste en vigueur.',
    held: '{count, plural, =0 {Aucun prospect n’attend encore} one {<n></n> prospect attend} other {<n></n> prospects attendent}} : {destination} est retenue depuis <at></at>.',
    paused:
      '{count, plural, =0 {Aucun prospect n’attend encore} one {<n></n> prospect attend} other {<n></n> prospects attendent}} : {destination} est suspendue depuis <at></at>.',
    uncertain:
      '{count, plural, one {<n></n> livraison demande} other {<n></n> livraisons demandent}} une décision : {destination} a peut-être déjà {count, plural, one {le prospect} other {les prospects}}. La plus ancienne date de <at></at>.',
    rejected:
      '{destination} refuse {count, plural, one {<n></n> prospect tel qu’il est} other {<n></n> prospects tels qu’ils sont}}, le plus ancien de <at></at>.',
    unrouted:
      '{count, plural, one {<n></n> prospect n’est allé nulle part, car aucune route ne le prend} other {<n></n> prospects ne sont allés nulle part, car aucune route ne les prend}}. Le plus ancien est arrivé <at></at>.',
    unreadable:
      '{count, plural, one {<n></n> message est arrivé sans prospect lisible} other {<n></n> messages sont arrivés sans prospect lisible}}, le plus ancien <at></at>.',
    'awaiting-approval':
      '{count, plural, one {<n></n> prospect attend} other {<n></n> prospects attendent}} une approbation, le plus ancien depuis <at></at>.',
    silence:
      'Rien n’est venu de {source} depuis <at></at> ; d’habitude {usually, plural, one {# prospect serait arrivé} other {# prospects seraient arrivés}}.',
    'silence-ever':
      'Rien n’est venu de {source} ; d’habitude {usually, plural, one {# prospect serait arrivé} other {# prospects seraient arrivés}}.',
    'silence-of-offer':
      'Rien n’est venu pour {offer} de {source} depuis <at></at> ; d’habitude {usually, plural, one {# prospect serait arrivé} other {# prospects seraient arrivés}}.',
    'silence-of-destination':
      'Aucune livraison n’a été créée pour {destination} depuis <at></at> ; d’habitude il y en aurait {usually}.',
    channel: '{channel} n’informe plus depuis <at></at>, car ses réglages sont erronés. Ses messages attendent.',
    'front-door':
      'Le prospect de test quotidien n’arrive pas à {source} depuis <at></at> : le chemin de l’adresse publique au hub est coupé.',
    source: '{source} ne peut pas être lue. Dernier échec : <at></at>.',
    'source-ever': '{source} ne peut pas être lue.',
    expiry: '{setting} de {destination} expire <at></at>.',
    exhausted:
      '{destination} n’a pas pris {count, plural, one {<n></n> prospect} other {<n></n> prospects}} dans tout le temps prévu pour les tentatives. Le plus ancien date de <at></at>.',
    tests: 'Dont {tests, plural, one {# prospect de test} other {# prospects de test}}.',
    onlyTests: '{tests, plural, one {C’est un prospect de test.} other {Ce sont des prospects de test.}}',
    whatToDo: 'Que faire',
    uncertainAdvice:
      'Renvoyés, ils seraient peut-être en double. Recherchez-les, ou réglez-les d’après ce que vous y voyez.',
    noWorkerAdvice:
      'Démarrez un hub avec LEADYARD_ROLE=all ou worker sur ce registre. Ce qui est arrivé attend sur le disque.',
    name: {
      'no-worker': 'aucun worker',
      configuration: 'configuration',
      held: 'retenue',
      paused: 'suspendue',
      uncertain: 'incertain',
      rejected: 'refusé',
      unrouted: 'sans route',
      unreadable: 'illisible',
      'awaiting-approval': 'à approuver',
      silence: 'silence',
      channel: 'canal',
      'front-door': 'entrée',
      source: 'source',
      expiry: 'secret',
      exhausted: 'abandonné',
    },
    next: {
      held: 'Voir que faire',
      paused: 'Voir la destination',
      expiry: 'Voir la destination',
      uncertain: 'Décider',
      rejected: 'Voir la cause',
      exhausted: 'Voir la cause',
      unreadable: 'Voir les messages',
      'awaiting-approval': 'Voir les prospects',
      unrouted: 'Routes',
      silence: 'Regarder',
      channel: 'Voir le canal',
      'front-door': 'Regarder',
      source: 'Regarder',
      configuration: 'Voir la configuration',
    },
  },
  firstRun: {
    title: 'Le premier prospect',
    detail:
      'Aucun prospect n’est encore arrivé, sauf des tests. Trois étapes mènent au premier. Cette partie disparaît dès qu’arrive un prospect qui n’est pas un test.',
    noSource: 'La configuration n’a aucune source. Ajoutez-en une sous sources: dans config.yaml.',
    source: 'Source',
    url: 'Prendre l’URL de réception',
    urlOf: 'URL de réception de {id}',
    polled: 'Le hub lit {id} de lui-même : il n’y a rien à copier.',
    key: 'Mettez la clé de la source à la place de …. Elle se trouve dans config.yaml sous <setting></setting>.',
    offer:
      'Mettez l’identifiant de l’offre à la place de <code>publisher.offer</code>, car Microsoft n’envoie que son titre.',
    https:
      'L’Espace partenaires n’accepte qu’une adresse https. Indiquez l’adresse par laquelle on atteint le hub comme <setting></setting> dans config.yaml.',
    test: 'Envoyer un prospect de test',
    testDetail:
      'Il est marqué MSFT_TEST_ et suit le chemin de tous les prospects : il est enregistré, aiguillé et livré.',
    testOffer: 'Offre (publisher.offer)',
    testOfferWrong:
      'Saisissez l’identifiant d’une offre, comme contoso.app : l’éditeur, un point, l’offre, sans espace.',
    testOfferOwn: 'Sans offre ici, celle des réglages de la source compte.',
    send: 'Envoyer un prospect de test',
    cameIn: 'Le prospect de test est arrivé : suivez-le',
    unrouted: 'Aucune route ne prend son offre. Essayez une offre que nomme une route, ou changez les routes.',
    notTestable:
      'Cette source lit un format qui lui est propre : le hub ne peut pas lui faire de prospect de test. Envoyez-en un à son URL.',
    askOperator: 'Demandez à un opérateur d’envoyer un prospect de test.',
    sender: 'L’indiquer à l’expéditeur',
  },
  sender: {
    other: 'La documentation du type de source {type} dit ce dont l’expéditeur a besoin.',
    open: 'Dans l’Espace partenaires, ouvrez l’offre, puis <b>Configuration de l’offre</b>.',
    connect: 'Dans la section <b>Prospects</b>, sélectionnez <b>Se connecter</b>.',
    destination:
      'Dans <b>Détails de la connexion</b>, sélectionnez <b>Point de terminaison HTTPS</b> comme <b>Destination du prospect</b>.',
    paste: 'Collez l’URL de réception, avec sa clé et son offre, dans <b>URL du point de terminaison HTTPS</b>.',
    table: 'Dans <b>Détails de la connexion</b>, sélectionnez <b>Table Azure</b> comme <b>Destination du prospect</b>.',
    connection:
      'Collez la chaîne de connexion du compte de stockage. Le hub y lit la table <code>MarketplaceLeads</code>, que Microsoft crée.',
    contact: 'Indiquez <b>E-mail du contact</b> ; séparez plusieurs adresses par des points-virgules.',
    validate: 'Sélectionnez <b>Valider</b> : un prospect de test arrive ici. Sélectionnez ensuite <b>OK</b>.',
    publish: 'Publiez l’offre de nouveau. La connexion ne compte qu’à partir de là.',
    action: 'Indiquez l’URL de réception comme <code>action</code> du formulaire, avec <code>method="post"</code>.',
    fields:
      'Les noms de Salesforce Web-to-Lead sont compris tels quels : <code>first_name</code>, <code>last_name</code>, <code>email</code>, <code>company</code>.',
    return:
      'Pour une page de remerciement, mettez son adresse dans le champ <code>retURL</code> et son hôte dans <code>returnTo</code> de la source.',
    post: 'Faites envoyer du JSON à l’URL de réception, avec <code>Content-Type: application/json</code>.',
    map: 'Nommez les places de la personne et de l’offre sous <code>fields</code> de la source.',
  },
}
