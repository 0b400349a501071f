/** Told when other texts could not be loaded, too, so it stands in the first load in both languages. */
export const notShown = {
  en: {
    title: 'This could not be shown',
    away: 'The hub does not answer. The page comes by itself when the hub is back.',
    again: 'Ask again',
    fault: 'The console made an error. Load the page again; if the error comes back, report what you did.',
    reload: 'Load the page again',
  },
  fr: {
    title: 'Affichage impossible',
    away: 'Le hub ne répond pas. La page s’affiche d’elle-même dès qu’il répond.',
    again: 'Redemander',
    fault: 'La console a commis une erreur. Rechargez la page ; si l’erreur revient, signalez ce que vous avez fait.',
    reload: 'Recharger la page',
  },
}
