/** What is stored in this browser, as text. */
export function stored(name: string): string | null {
  try {
    return localStorage.getItem(`leadyard-${name}`)
  } catch {
    return null
  }
}

export function chosenLanguage(): 'en' | 'fr' {
  return (stored('language') ?? navigator.language).startsWith('fr') ? 'fr' : 'en'
}
