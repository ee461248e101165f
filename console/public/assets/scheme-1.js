// Under assets/ and with its version in its name, since the server lets browsers keep that folder for a year.
// Sets the colour scheme before the first paint: a dark hangar must not flash white.
// A file of its own because the content security policy allows no inline script.
;(() => {
  const stored = localStorage.getItem('apron.scheme')
  const dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
