// Blocks the first paint, so that the page never shows in the wrong theme. The Content-Security-Policy allows no inline script.
try {
  const theme = localStorage.getItem('leadyard-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.classList.add(theme)
} catch {
  // Without storage the theme is that of the system.
}
